import type { TuningStep } from '../../../model';
import styles from './LessonPanel.module.css';

const [WIDTH, HEIGHT] = [320, 132];
const [LEFT, BOTTOM] = [34, 18];

interface LossCurveProps {
  readonly steps: readonly TuningStep[];
  readonly maxSteps: number;
  /** The step that was kept. */
  readonly best: number | undefined;
}

/** How far the model is from the truth, step by step: on the pictures it learns from, and on the one held out. */
export function LossCurve({ steps, maxSteps, best }: LossCurveProps) {
  const last = steps.at(-1);
  const top = Math.max(...steps.flatMap(({ loss, heldOut }) => [loss, heldOut ?? 0]), 1e-6);
  const x = (step: number) => LEFT + (step / Math.max(1, maxSteps)) * (WIDTH - LEFT - 2);
  const y = (loss: number) => 4 + (1 - loss / top) * (HEIGHT - BOTTOM - 6);
  const line = (value: (step: TuningStep) => number | undefined) =>
    steps
      .flatMap((step) =>
        value(step) === undefined ? [] : [`${x(step.step).toFixed(1)},${y(value(step)!).toFixed(1)}`],
      )
      .join(' ');
  const heldOut = last?.heldOut !== undefined;
  const label = last
    ? `Loss after step ${last.step}: ${last.loss.toFixed(2)}${heldOut ? `, held out ${last.heldOut!.toFixed(2)}` : ''}`
    : 'Loss: no lesson yet';
  return (
    <figure className={styles.curve} data-testid="loss-curve" data-steps={steps.length}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <path className={styles.axes} d={`M${LEFT} 4V${HEIGHT - BOTTOM}H${WIDTH - 2}`} />
        {last && (
          <>
            <text x={LEFT - 5} y={9} textAnchor="end">
              {top.toFixed(top < 10 ? 1 : 0)}
            </text>
            <text x={LEFT - 5} y={HEIGHT - BOTTOM} textAnchor="end">
              0
            </text>
            <text x={WIDTH - 2} y={HEIGHT - 4} textAnchor="end">
              step {maxSteps}
            </text>
            <polyline className={styles.learned} points={line(({ loss }) => loss)} />
            {heldOut && <polyline className={styles.heldOut} points={line((step) => step.heldOut)} />}
            {best !== undefined && steps[best] && (
              <circle className={styles.best} cx={x(best)} cy={y(steps[best].heldOut ?? steps[best].loss)} r="4" />
            )}
          </>
        )}
      </svg>
      <figcaption>
        <span className={styles.key} data-line="learned">
          loss
        </span>
        {(heldOut || !last) && (
          <span className={styles.key} data-line="held-out">
            on the held-out picture
          </span>
        )}
      </figcaption>
    </figure>
  );
}
