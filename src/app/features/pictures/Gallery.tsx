import { useApp, usePage } from '../../page';
import styles from './Gallery.module.css';

/** Pictures with their texts: one that is drawn anew every time, and the bundled ones. */
export function Gallery() {
  const { pictures } = usePage();
  const samples = useApp((state) => state.samples);
  const thumbnails = useApp((state) => state.thumbnails);
  const shown = useApp((state) => (state.picture?.origin.kind === 'sample' ? state.picture.origin.name : undefined));
  const made = useApp((state) => state.picture?.origin.kind === 'scene');
  return (
    <ul className={styles.gallery} data-testid="gallery" aria-label="Sample pictures">
      <li>
        <button
          type="button"
          className={styles.sample}
          data-testid="make-scene"
          aria-pressed={made}
          onClick={() => void pictures.makeScene()}
        >
          <span className={styles.make}>
            <DiceIcon />
          </span>
          <span className={styles.title}>Make a scene</span>
        </button>
      </li>
      {samples?.length === 0 && (
        <li className={styles.none}>The sample pictures could not be loaded. Your own pictures work all the same.</li>
      )}
      {samples?.map(({ name, title }) => (
        <li key={name}>
          <button
            type="button"
            className={styles.sample}
            data-testid="sample"
            data-sample={name}
            aria-pressed={name === shown}
            onClick={() => void pictures.chooseSample(name)}
          >
            {thumbnails[name] ? (
              <img src={thumbnails[name]} alt="" width={96} height={72} />
            ) : (
              <span className={styles.waiting} />
            )}
            <span className={styles.title}>{title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function DiceIcon() {
  return (
    <svg
      width="34"
      height="34"
      viewBox="0 0 34 34"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
    >
      <rect x="4" y="4" width="26" height="26" rx="6" />
      <g fill="currentColor" stroke="none">
        <circle cx="11.5" cy="11.5" r="2.4" />
        <circle cx="22.5" cy="11.5" r="2.4" />
        <circle cx="17" cy="17" r="2.4" />
        <circle cx="11.5" cy="22.5" r="2.4" />
        <circle cx="22.5" cy="22.5" r="2.4" />
      </g>
    </svg>
  );
}
