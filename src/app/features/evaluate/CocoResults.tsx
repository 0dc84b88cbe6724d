import { useState } from 'react';
import type { CocoMetrics } from '../../../data/evaluation/coco';
import type { Outcome } from '../../../workers/messages/scoring';
import { save, stem } from '../../lib/save';
import styles from '../../ui/workbench.module.css';
import { PrecisionRecallPlot } from './PrecisionRecallPlot';
import own from './Results.module.css';
import { formatFraction } from '../../lib/format';
import { useEvaluate, useEvaluateController } from './evaluateStore';

type CocoOutcome = Extract<Outcome, { kind: 'coco' }>;

/** The twelve numbers as the reference evaluator lists them. */
const ROWS: readonly (readonly [
  metric: keyof CocoMetrics,
  kind: 'precision' | 'recall',
  iou: string,
  area: string,
  detections: number,
])[] = [
  ['AP', 'precision', '0.50:0.95', 'all', 100],
  ['AP50', 'precision', '0.50', 'all', 100],
  ['AP75', 'precision', '0.75', 'all', 100],
  ['APs', 'precision', '0.50:0.95', 'small', 100],
  ['APm', 'precision', '0.50:0.95', 'medium', 100],
  ['APl', 'precision', '0.50:0.95', 'large', 100],
  ['AR1', 'recall', '0.50:0.95', 'all', 1],
  ['AR10', 'recall', '0.50:0.95', 'all', 10],
  ['AR100', 'recall', '0.50:0.95', 'all', 100],
  ['ARs', 'recall', '0.50:0.95', 'small', 100],
  ['ARm', 'recall', '0.50:0.95', 'medium', 100],
  ['ARl', 'recall', '0.50:0.95', 'large', 100],
];

/** COCO's numbers: the twelve, the curves, and each class. */
export function CocoResults({ outcome }: { outcome: CocoOutcome }) {
  const { saveDetections } = useEvaluateController();
  const { evaluation, curves, strays, pictures } = outcome;
  const { metrics, per_class, class_agnostic } = evaluation;
  const name = useEvaluate((state) => stem(state.dataSet!.name));
  const model = useEvaluate((state) => state.model);
  const results = useEvaluate((state) => state.results);
  const saveNumbers = () =>
    save(
      new Blob([JSON.stringify({ ...evaluation, images: pictures.length, model, results }, null, 2)], {
        type: 'application/json',
      }),
      `${name}-metrics.json`,
    );
  return (
    <section className={styles.panel} aria-labelledby="evaluate-results" data-testid="coco-results">
      <div className={styles.head}>
        <h3 id="evaluate-results">Results</h3>
        <div className={styles.actions}>
          {results === undefined && (
            <button type="button" className="small" onClick={() => void saveDetections(`${name}-results.json`)}>
              Save detections (COCO)
            </button>
          )}
          <button type="button" className="small" onClick={saveNumbers}>
            Save numbers
          </button>
        </div>
      </div>
      <div className={own.columns}>
        <table className={`${styles.table} ${own.numbers}`}>
          <thead>
            <tr>
              <th scope="col">Average</th>
              <th scope="col">IoU</th>
              <th scope="col">Area</th>
              <th scope="col">Detections</th>
              <th scope="col">
                <span className="visually-hidden">Value</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([metric, kind, iou, area, detections]) => (
              <tr key={metric} data-metric={metric} data-first={metric === 'AP' || undefined}>
                <th scope="row">
                  {kind} <abbr title={`Average ${kind}`}>{metric}</abbr>
                </th>
                <td>{iou}</td>
                <td>{area}</td>
                <td>{detections}</td>
                <td className={own.value} data-value={metrics[metric]}>
                  {formatFraction(metrics[metric])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <PrecisionRecallPlot curves={curves} metrics={metrics} />
      </div>
      {strays > 0 && (
        <p className={styles.hint} data-testid="strays">
          {strays} {strays === 1 ? 'detection was' : 'detections were'} left out: the annotations do not know{' '}
          {strays === 1 ? 'its' : 'their'} category.
        </p>
      )}
      <PerClass classes={Object.entries(per_class)} all={metrics} agnostic={class_agnostic} />
    </section>
  );
}

const COLUMNS = ['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR100'] as const satisfies readonly (keyof CocoMetrics)[];
type Named = readonly [name: string, metrics: CocoMetrics];

function PerClass({ classes, all, agnostic }: { classes: readonly Named[]; all: CocoMetrics; agnostic: CocoMetrics }) {
  const [order, setOrder] = useState<'given' | 'worst'>('given');
  const sorted =
    order === 'given'
      ? classes
      : classes.toSorted(([, a], [, b]) => Number(a.AP < 0) - Number(b.AP < 0) || a.AP - b.AP);
  return (
    <div>
      <div className={styles.head}>
        <h4 className={own.subtitle}>Per class</h4>
        <button
          type="button"
          className="small"
          aria-pressed={order === 'worst'}
          onClick={() => setOrder(order === 'given' ? 'worst' : 'given')}
        >
          Worst first
        </button>
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Per class">
        <table className={styles.table} data-testid="per-class">
          <thead>
            <tr>
              <th scope="col">Category</th>
              {COLUMNS.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <ClassRow name="Mean" metrics={all} />
            <ClassRow name="Ignoring the class" metrics={agnostic} />
            {sorted.map(([name, metrics]) => (
              <ClassRow key={name} name={name} metrics={metrics} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function ClassRow({ name, metrics }: { name: string; metrics: CocoMetrics }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {COLUMNS.map((column) => (
        <td key={column}>{formatFraction(metrics[column])}</td>
      ))}
    </tr>
  );
}
