import { useApp } from '../../page';
import styles from './ModelButton.module.css';

/** Names the model in use, and opens the library of models. */
export function ModelButton() {
  const title = useApp((state) => state.model.title);
  const open = useApp((state) => state.libraryOpen);
  const openLibrary = useApp((state) => state.openLibrary);
  return (
    <button
      type="button"
      className={styles.button}
      aria-haspopup="dialog"
      aria-expanded={open}
      data-testid="models-button"
      onClick={() => openLibrary()}
    >
      <span className={styles.label}>Model</span> <span className={styles.title}>{title}</span>
    </button>
  );
}
