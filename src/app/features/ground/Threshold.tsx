import { useMemo } from 'react';
import { phraseStyle } from '../../picture/palette';
import { shownRun, thresholdOf } from '../../state/selectors';
import { useApp } from '../../page';
import styles from './Threshold.module.css';

/** Boxes below the threshold are not drawn. Nothing is computed anew when it moves. */
export function Threshold() {
  const threshold = useApp(thresholdOf);
  // Where the slider starts is the model's to say.
  const known = useApp((state) => state.threshold !== undefined || state.modelInfo !== undefined);
  const setThreshold = useApp((state) => state.setThreshold);
  return (
    <section className={styles.threshold}>
      <div className={styles.head}>
        <h2>
          <label htmlFor="threshold">Threshold</label>
        </h2>
        <output className={styles.value} htmlFor="threshold">
          {known ? threshold.toFixed(2) : ''}
        </output>
      </div>
      <Scores threshold={threshold} />
      <input
        id="threshold"
        data-testid="threshold"
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={threshold}
        disabled={!known}
        aria-label="Threshold: boxes with a lower score are not shown"
        onChange={(event) => setThreshold(event.target.valueAsNumber)}
      />
      <p className={styles.ends} aria-hidden="true">
        <span>more boxes</span>
        <span>fewer, more certain boxes</span>
      </p>
    </section>
  );
}

const WIDTH = 1000;

/** A stroke per detection at its score: shows where moving the slider changes something. */
function Scores({ threshold }: { threshold: number }) {
  const run = useApp(shownRun);
  const marks = useMemo(
    () => run?.detections.map(({ score, phrase }) => ({ score, color: phraseStyle(phrase).color })) ?? [],
    [run],
  );
  return (
    <svg className={styles.scores} viewBox={`0 0 ${WIDTH} 16`} preserveAspectRatio="none" aria-hidden="true">
      {marks.map(({ score, color }, at) => (
        <line
          key={at}
          x1={score * WIDTH}
          x2={score * WIDTH}
          y1={2}
          y2={16}
          stroke={color}
          opacity={score >= threshold ? 1 : 0.3}
        />
      ))}
    </svg>
  );
}
