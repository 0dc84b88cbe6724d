import type { Span } from '../../../../model';
import { overlaps, sameSpan, trimSpan, wordAt } from '../../../lib/spans';
import { useApp } from '../../../page';
import styles from './PromptField.module.css';

const LONGEST = 32;
const quote = (text: string) => `“${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}”`;

/** What can be done with the words under the caret or the selection. */
export function PromptTools({ selection }: { selection: Span | undefined }) {
  const prompt = useApp((state) => state.prompt);
  const spans = useApp((state) => state.spans);
  const heat = useApp((state) => state.heat);
  const addOwnSpan = useApp((state) => state.addOwnSpan);
  const removeOwnSpan = useApp((state) => state.removeOwnSpan);
  const toggleHeat = useApp((state) => state.toggleHeat);

  const selected = selection && trimSpan(prompt, selection);
  const chosen = selected ?? (selection && wordAt(prompt, selection.start));
  // A caret counts as the letter after it.
  const own =
    selection &&
    spans.find((span) => overlaps(span, { start: selection.start, end: Math.max(selection.end, selection.start + 1) }));
  const text = ({ start, end }: Span) => quote(prompt.slice(start, end));
  const grounded = selected && spans.some((span) => sameSpan(span, selected));

  return (
    <div className={styles.tools} id="prompt-help">
      {selected && !grounded && (
        <button type="button" className="small primary" data-testid="ground-span" onClick={() => addOwnSpan(selected)}>
          Ground {text(selected)}
        </button>
      )}
      {own && (
        <button type="button" className="small" data-testid="remove-span" onClick={() => removeOwnSpan(own)}>
          Remove the phrase {text(own)}
        </button>
      )}
      {chosen && (
        <button
          type="button"
          className="small"
          data-testid="heat-word"
          aria-pressed={heat !== undefined && sameSpan(heat, chosen)}
          onClick={() => toggleHeat(chosen)}
        >
          Heat map of {text(chosen)}
        </button>
      )}
      {!selected && (
        <span className={styles.hint}>Click a word for its heat map; select words to ground them as one phrase.</span>
      )}
    </div>
  );
}
