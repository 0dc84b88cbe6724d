import { useMemo, type CSSProperties } from 'react';
import { phraseStyle } from '../../picture/palette';
import { sameSpan } from '../../lib/spans';
import { formatScore } from '../../picture/labelText';
import { currentRun, phraseRows, thresholdOf, type PhraseRow } from '../../state/selectors';
import { useApp, usePage } from '../../page';
import styles from './PhraseList.module.css';
import { Swatch } from '../../picture/Swatch';

/** The phrases of the prompt as rows of the state: shared by the list and the summary. */
export function usePhraseRows(): readonly PhraseRow[] {
  const phrases = useApp((state) => state.parsed?.phrases);
  const run = useApp(currentRun);
  const threshold = useApp(thresholdOf);
  const hidden = useApp((state) => state.hidden);
  return useMemo(
    () => phraseRows(phrases ?? [], run, run !== undefined, threshold, hidden),
    [phrases, run, threshold, hidden],
  );
}

/** The legend: every phrase, how it fared, and what can be done with it. */
export function PhraseList() {
  const rows = usePhraseRows();
  return (
    <section aria-labelledby="phrases-title">
      <h2 id="phrases-title">Phrases</h2>
      {rows.length === 0 ? (
        <p className={styles.none}>The phrases of your text will be listed here.</p>
      ) : (
        <ul className={styles.list} data-testid="phrases">
          {rows.map((row) => (
            <Row key={row.index} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ row: { phrase, index, hidden, scores, bestBelow, status } }: { row: PhraseRow }) {
  const active = useApp((state) => (state.pointed?.phrase ?? state.pinned) === index);
  const pinned = useApp((state) => state.pinned === index);
  const heated = useApp((state) => state.heat !== undefined && sameSpan(state.heat, phrase));
  const { point, togglePinned, toggleHidden, toggleHeat, removeOwnSpan } = usePage().store.getState();
  const { color } = phraseStyle(index);
  const own = phrase.origin === 'selection';
  return (
    <li
      className={styles.row}
      data-testid="phrase"
      data-phrase={index}
      data-status={hidden ? 'hidden' : status}
      data-active={active || undefined}
      style={{ '--phrase': color } as CSSProperties}
      onPointerEnter={() => point({ phrase: index })}
      onPointerLeave={() => point(undefined)}
      onFocus={() => point({ phrase: index })}
      onBlur={() => point(undefined)}
    >
      <Swatch index={index} />
      <button
        type="button"
        className={styles.name}
        aria-pressed={pinned}
        title="Keep this phrase highlighted"
        onClick={() => togglePinned(index)}
      >
        <span className={styles.text}>{phrase.text}</span>
        <span className={styles.outcome}>{outcome({ scores, bestBelow, status, hidden })}</span>
      </button>
      <span className={styles.actions}>
        {own && (
          <button
            type="button"
            className="quiet"
            aria-label={`Remove your phrase “${phrase.text}”`}
            title="Remove your own phrase"
            onClick={() => removeOwnSpan(phrase)}
          >
            ✕
          </button>
        )}
        <button
          type="button"
          className="quiet"
          aria-pressed={heated}
          aria-label={`Heat map of “${phrase.text}”`}
          title="Heat map"
          onClick={() => toggleHeat(phrase)}
        >
          <HeatIcon />
        </button>
        <button
          type="button"
          className="quiet"
          aria-pressed={!hidden}
          aria-label={`Show “${phrase.text}”`}
          title={hidden ? 'Show' : 'Hide'}
          onClick={() => toggleHidden(phrase)}
        >
          <EyeIcon closed={hidden} />
        </button>
      </span>
    </li>
  );
}

const LISTED_SCORES = 4;

function outcome({
  scores,
  bestBelow,
  status,
  hidden,
}: Pick<PhraseRow, 'scores' | 'bestBelow' | 'status' | 'hidden'>): string {
  if (hidden) return 'hidden';
  if (status === 'pending') return '…';
  if (status === 'found')
    return (
      scores.slice(0, LISTED_SCORES).map(formatScore).join('  ') +
      (scores.length > LISTED_SCORES ? `  +${scores.length - LISTED_SCORES}` : '')
    );
  return bestBelow === undefined ? 'not found' : `not found (best ${formatScore(bestBelow)})`;
}

function HeatIcon() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" fill="currentColor">
      <circle cx="9" cy="9" r="3" />
      <circle cx="9" cy="9" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 2.1" />
    </svg>
  );
}

function EyeIcon({ closed }: { closed: boolean }) {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
    >
      <path d="M1.5 9C3.3 5.8 6 4.2 9 4.2s5.7 1.6 7.5 4.8c-1.8 3.2-4.5 4.8-7.5 4.8S3.3 12.2 1.5 9Z" />
      <circle cx="9" cy="9" r="2.2" />
      {closed && <path d="M3 15 15 3" />}
    </svg>
  );
}
