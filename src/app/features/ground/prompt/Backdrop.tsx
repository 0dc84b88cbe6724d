import { useMemo, type CSSProperties } from 'react';
import { phraseStyle } from '../../../picture/palette';
import { useApp } from '../../../page';
import styles from './PromptField.module.css';
import { segmentsOf } from './segments';
import { isCurrent } from '../../../state/selectors';

/** The same text as in the field, letter on letter, transparent but for the colours of its phrases. */
export function Backdrop() {
  const prompt = useApp((state) => state.prompt);
  const phrases = useApp((state) => state.parsed?.phrases);
  const active = useApp((state) => state.pointed?.phrase ?? state.pinned);
  const heat = useApp((state) => state.heat);
  const cutAt = useApp((state) =>
    isCurrent(state.run, state) ? state.run?.notices.find((notice) => notice.kind === 'caption-cut')?.at : undefined,
  );
  const segments = useMemo(() => segmentsOf(prompt, phrases ?? [], cutAt), [prompt, phrases, cutAt]);
  const heated = (start: number, end: number) => heat !== undefined && heat.start < end && start < heat.end;

  return (
    <div className={styles.backdrop} aria-hidden="true">
      {segments.map(({ phrase, start, pieces }) => {
        const words = pieces.map((piece) => (
          <span
            key={piece.start}
            data-cut={piece.cut || undefined}
            data-heat={(piece.word && heated(piece.start, piece.end)) || undefined}
            {...(piece.word && { 'data-start': piece.start, 'data-end': piece.end })}
          >
            {piece.text}
          </span>
        ));
        if (phrase === undefined) return <span key={start}>{words}</span>;
        const { color, number, ink } = phraseStyle(phrase);
        return (
          <mark
            key={start}
            data-phrase={phrase}
            data-number={number}
            data-active={phrase === active || undefined}
            style={{ '--phrase': color, '--phrase-ink': ink } as CSSProperties}
          >
            {words}
          </mark>
        );
      })}
      {/* A line break at the end makes a line only when something follows it. */}
      {'\u200b'}
    </div>
  );
}
