import type { CocoMetrics } from '../../../data/evaluation/coco';
import { meanCurve, type PrecisionRecallCurve } from '../../../data/evaluation/precisionRecall';
import styles from './PrecisionRecallPlot.module.css';
import { formatFraction } from '../../lib/format';

/** Lengths of the drawing, which is scaled as a whole. */
const SIDE = 320;
const LEFT = 44;
const BOTTOM = 40;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const x = (recall: number) => LEFT + recall * SIDE;
const y = (precision: number) => 8 + (1 - precision) * SIDE;

/** Two curves, and the mean of all as the area that AP is. */
export function PrecisionRecallPlot({
  curves,
  metrics: { AP, AP50, AP75 },
}: {
  curves: readonly PrecisionRecallCurve[];
  metrics: CocoMetrics;
}) {
  const mean = meanCurve(curves);
  const at = (iou: number) => curves.find((curve) => Math.abs(curve.iou - iou) < 1e-6)?.points ?? [];
  return (
    <figure className={styles.figure}>
      <svg
        viewBox={`0 0 ${LEFT + SIDE + 10} ${8 + SIDE + BOTTOM}`}
        role="img"
        aria-label={`Precision over recall. Area below: ${formatFraction(AP50)} at IoU 0.50, ${formatFraction(AP75)} at 0.75, ${formatFraction(AP)} on average.`}
        data-testid="precision-recall"
      >
        {TICKS.map((tick) => (
          <g key={tick} className={styles.grid}>
            <line x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} />
            <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text x={x(tick)} y={y(0) + 17} textAnchor="middle">
              {tick}
            </text>
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <text className={styles.axis} x={x(0.5)} y={y(0) + 35} textAnchor="middle">
          Recall
        </text>
        <text className={styles.axis} transform={`translate(11 ${y(0.5)}) rotate(-90)`} textAnchor="middle">
          Precision
        </text>
        <polygon className={styles.area} points={`${line(mean)} ${x(1)},${y(0)} ${x(0)},${y(0)}`} />
        <polyline className={styles.mean} points={line(mean)} />
        <polyline className={styles.loose} points={line(at(0.5))} />
        <polyline className={styles.strict} points={line(at(0.75))} />
      </svg>
      <figcaption>
        <span className={styles.looseKey}>IoU 0.50</span>
        <span className={styles.strictKey}>IoU 0.75</span>
        <span className={styles.meanKey}>mean of 0.50:0.95</span>
      </figcaption>
    </figure>
  );
}

const line = (points: PrecisionRecallCurve['points']) =>
  points.map(({ recall, precision }) => `${x(recall).toFixed(1)},${y(precision).toFixed(1)}`).join(' ');
