import { formatTimeLeft } from '../lib/format';
import { ProgressBar } from './ProgressBar';
import type { LoopState } from '../lib/loop';

interface BatchProgressProps {
  readonly done: number;
  readonly total: number;
  readonly loop: LoopState;
  /** It was ended before all was done, and will not go on. */
  readonly ended?: boolean;
  readonly testId: string;
}

/** How far a batch is, and how long the rest will take. */
export function BatchProgress({
  done,
  total,
  loop: { state, millisecondsPerPiece },
  ended = false,
  testId,
}: BatchProgressProps) {
  const timeLeft =
    millisecondsPerPiece === undefined ? '' : formatTimeLeft(((total - done) * millisecondsPerPiece) / 1000);
  const standing = { running: timeLeft, pausing: 'pausing after this picture', idle: 'paused' }[state];
  const text = [`${done} of ${total} pictures`, done < total && !ended && standing].filter(Boolean).join(', ');
  return (
    <>
      <ProgressBar label="Progress" fraction={total === 0 ? 0 : done / total} text={text} />
      <p data-testid={testId} style={{ margin: 0, fontVariantNumeric: 'tabular-nums' }}>
        {text}
      </p>
    </>
  );
}
