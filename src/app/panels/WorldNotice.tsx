import { builtInFolder } from '../session/engine';
import { useApp } from '../store/store';
import { occasionOf } from '../world/occasion';
import { CARD, LARGER, REASONS } from '../world/words';
import styles from './Notices.module.css';

/** Says where the model's world ends, when that explains what is seen; once dismissed, not again for that reason. */
export function WorldNotice() {
  const occasion = useApp(occasionOf);
  const dismiss = useApp((state) => state.dismiss);
  const openLibrary = useApp((state) => state.openLibrary);
  if (!occasion) return null;
  return (
    <div className={styles.notice} data-tone="info" data-testid="world-notice" data-occasion={occasion} role="status">
      <p>
        {REASONS[occasion]} {LARGER.before}
        <button type="button" className="link" data-testid="larger-model" onClick={() => openLibrary(LARGER.id)}>
          {LARGER.text}
        </button>
        {LARGER.after} <CardLink />
      </p>
      <button type="button" className="quiet" aria-label="Dismiss" onClick={() => dismiss(occasion)}>
        ✕
      </button>
    </div>
  );
}

/** The model card: what it was trained on, how well it does, what it cannot do. */
export function CardLink() {
  return (
    <a href={builtInFolder() + CARD.file} target="_blank" rel="noreferrer" data-testid="card-link">
      {CARD.text}
    </a>
  );
}
