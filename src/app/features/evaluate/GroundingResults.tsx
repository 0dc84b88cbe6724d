import type { GroundingMetrics } from '../../../data/evaluation/grounding';
import type { Outcome } from '../../../workers/messages/scoring';
import { save, stem } from '../../lib/save';
import styles from '../../ui/workbench.module.css';
import { formatFraction } from '../../lib/format';
import { useEvaluate } from './evaluateStore';

const COLUMNS: Readonly<Record<keyof GroundingMetrics, readonly [title: string, meaning: string]>> = {
  recall1: ['R@1', 'The best box of the phrase overlaps a true one by half'],
  recall5: ['R@5', 'One of the five best does'],
  recall10: ['R@10', 'One of the ten best does'],
  ap50: ['AP50', 'Average precision at IoU 0.50'],
  ap: ['AP', 'Average precision, mean over IoU 0.50:0.95'],
  absent_fired: ['Fired', 'Phrases that name what is not there, and show a box'],
  present_missed: ['Missed', 'Phrases that name what is there, and show no right box'],
};
const KEYS = Object.keys(COLUMNS) as (keyof GroundingMetrics)[];

/** Recall and precision of phrases. */
export function GroundingResults({
  outcome: { evaluation, phrases, pictures },
}: {
  outcome: Extract<Outcome, { kind: 'grounding' }>;
}) {
  const name = useEvaluate((state) => stem(state.dataSet!.name));
  const model = useEvaluate((state) => state.model);
  const rows: readonly (readonly [string, GroundingMetrics])[] = [
    ['All', evaluation.metrics],
    ...Object.entries(evaluation.by_tag),
  ];
  const saveNumbers = () =>
    save(
      new Blob([JSON.stringify({ ...evaluation, phrases, model }, null, 2)], { type: 'application/json' }),
      `${name}-metrics.json`,
    );
  return (
    <section className={styles.panel} aria-labelledby="evaluate-results" data-testid="grounding-results">
      <div className={styles.head}>
        <h3 id="evaluate-results">
          Results on {phrases} phrases of {pictures.length} captions
        </h3>
        <button type="button" className="small" onClick={saveNumbers}>
          Save numbers
        </button>
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Results">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Phrases</th>
              {KEYS.map((key) => (
                <th scope="col" key={key}>
                  <abbr title={COLUMNS[key][1]}>{COLUMNS[key][0]}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([tag, metrics]) => (
              <tr key={tag}>
                <th scope="row">{tag}</th>
                {KEYS.map((key) => (
                  <td key={key} data-metric={key} data-value={metrics[key] ?? undefined}>
                    {formatFraction(metrics[key])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
