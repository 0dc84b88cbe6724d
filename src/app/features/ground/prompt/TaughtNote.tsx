import { tunedFor } from '../../../state/selectors';
import { useApp, usePage } from '../../../page';
import styles from './TaughtNote.module.css';

/** Tells that a taught prompt is in use, or that the text has moved away from it. */
export function TaughtNote() {
  const tuned = useApp((state) => state.tuned);
  const applies = useApp((state) => tunedFor(state.tuned, state) !== undefined);
  const { setTuned, replacePrompt } = usePage().store.getState();
  if (!tuned) return null;
  const words = tuned.taught.map(({ start, end }) => `“${tuned.prompt.slice(start, end)}”`).join(', ');
  return (
    <div className={styles.note} role="status" data-testid="taught" data-applies={applies || undefined}>
      <p>
        {applies
          ? `${words}: as it was taught with ${countPictures(tuned.examples.length)}.`
          : `${words} was taught with another text, and is now looked for as if it had not been.`}
      </p>
      {!applies && (
        <button type="button" className="small" onClick={() => replacePrompt(tuned.prompt, tuned.spans)}>
          Back to that text
        </button>
      )}
      <button
        type="button"
        className="quiet"
        aria-label="Remove what was taught"
        title="Remove what was taught"
        onClick={() => setTuned(undefined)}
      >
        ✕
      </button>
    </div>
  );
}

const countPictures = (count: number) => `${count} ${count === 1 ? 'picture' : 'pictures'}`;
