import { formatTimeLeft } from '../models/quantities';
import { Bar } from '../models/Bar';
import type { LoopState } from './loop';

interface BatchProgressProps {
  readonly done: number;
  readonly total: number;
  readonly loop: LoopState;
  readonly testId: string;
}

/** How far a batch is, and how long the rest will take. */
export function BatchProgress({ done, total, loop: { state, millisecondsPerPiece }, testId }: BatchProgressProps) {
  const left = state === 'running' && millisecondsPerPiece !== undefined ? formatTimeLeft(((total - done) * millisecondsPerPiece) / 1000) : '';
  const standing = { running: left, pausing: 'pausing after this picture', idle: done < total ? 'paused' : '' }[state];
  const text = [`${done} of ${total} pictures`, standing].filter(Boolean).join(', ');
  return (
    <>
      <Bar label="Progress" fraction={total === 0 ? 0 : done / total} text={text} />
      <p data-testid={testId} style={{ margin: 0, fontVariantNumeric: 'tabular-nums' }}>
        {text}
      </p>
    </>
  );
}
