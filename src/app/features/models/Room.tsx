import { useApp } from '../../page';
import styles from './ModelsDialog.module.css';
import { formatBytes } from '../../lib/format';

/** What the models take, what is free, and whether the browser will keep them. */
export function Room() {
  const space = useApp((state) => state.space);
  const taken = useApp((state) => (state.stored ?? []).reduce((sum, { bytes }) => sum + bytes, 0));
  if (!space) return null;
  const free = Math.max(0, space.quota - space.used);
  const leaves = Number.isFinite(free) ? `; the browser leaves ${formatBytes(free)} to this page` : '';
  const keeps = space.persisted
    ? 'The browser keeps them until you delete them.'
    : 'The browser may clear them when the disk runs full; once a model is stored, it is asked to keep it.';
  return (
    <footer className={styles.room} data-testid="room">
      <p>
        {space.stores
          ? `${taken === 0 ? 'No models are stored yet' : `Stored models take ${formatBytes(taken)}`}${leaves}. ${keeps}`
          : 'This browser stores no files for this page, as in some private windows: a model that you add serves for this visit.'}
      </p>
      <p>
        COCO and LVIS: zero-shot figures of the GLIP authors’ README; “best” is that of the best checkpoint of the
        training, not of the released one.
      </p>
    </footer>
  );
}
