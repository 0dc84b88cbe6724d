import { openSample } from '../session/session';
import { useApp } from '../store/store';
import styles from './Gallery.module.css';

/** The bundled pictures, each with its own text. */
export function Gallery() {
  const samples = useApp((state) => state.samples);
  const thumbnails = useApp((state) => state.thumbnails);
  const shown = useApp((state) => (state.picture?.origin.kind === 'sample' ? state.picture.origin.name : undefined));
  if (samples?.length === 0) return <p className={styles.none}>The sample pictures could not be loaded. Your own pictures work all the same.</p>;
  return (
    <ul className={styles.gallery} data-testid="gallery" aria-label="Sample pictures">
      {samples?.map(({ name, title }) => (
        <li key={name}>
          <button type="button" className={styles.sample} data-testid="sample" data-sample={name} aria-pressed={name === shown} onClick={() => void openSample(name)}>
            {thumbnails[name] ? <img src={thumbnails[name]} alt="" width={96} height={72} /> : <span className={styles.waiting} />}
            <span className={styles.title}>{title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
