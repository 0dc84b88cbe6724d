import notices from '../../ui/notice.module.css';
import { useApp } from '../../page';
import { ArrivalProgress } from './ArrivalProgress';
import styles from './Arrivals.module.css';

/** Models on their way, above the picture: the library need not be open. */
export function Arrivals() {
  const arrivals = useApp((state) => state.arrivals);
  const open = useApp((state) => state.libraryOpen);
  // There they are in its own list; a screen reader is to be told once.
  if (open) return null;
  return arrivals.map((arrival) => (
    <section
      key={arrival.key}
      className={`${notices.notice} ${styles.arrival}`}
      data-tone={arrival.failure === undefined ? 'info' : 'error'}
      aria-label={arrival.title}
    >
      <p className={styles.title}>
        {arrival.failure === undefined ? titleOf(arrival) : `${arrival.title} could not be added.`}
      </p>
      <ArrivalProgress arrival={arrival} />
    </section>
  ));
}

const titleOf = ({ kind, title }: { readonly kind: 'import' | 'download'; readonly title: string }) =>
  kind === 'import' ? `Opening ${title}` : `Downloading ${title}`;
