import { useEffect, useState } from 'react';
import type { Stage } from '../../../model';
import { BUILT_IN } from '../../../workers/registry/registry';
import type { Progress } from '../../../workers/messages/grounding';
import { formatBytes } from '../../lib/format';
import { isAnswered, statusText } from '../../state/selectors';
import type { ModelName } from '../../state/state';
import { useApp } from '../../page';
import { ProgressBar } from '../../ui/ProgressBar';
import { usePhraseRows } from './PhraseList';
import styles from './Status.module.css';

/** A pause in changes after which a screen reader is told. Milliseconds. */
const ANNOUNCE_PAUSE = 500;

/** The line below the picture: progress while something runs, then the result in words. */
export function Status() {
  const rows = usePhraseRows();
  const text = useApp((state) => statusText(state, rows));
  const answered = useApp(isAnswered);
  const run = useApp((state) => state.run);
  const backend = useApp((state) => state.modelInfo?.backend);
  const load = useApp((state) => state.loadProgress);
  const loading =
    useApp((state) => state.modelStatus === 'loading' || state.nextModel !== undefined) || load !== undefined;
  const loadText = useApp((state) => loadLabel(state.nextModel ?? state.model, state.loadProgress));
  const running = useApp((state) => state.running);
  const progress = useApp((state) => state.runProgress);
  return (
    <div className={styles.status}>
      {loading && (
        <ProgressBar slim label={loadText} fraction={load?.fraction ?? 0} testId="load-progress" stage={load?.stage} />
      )}
      {!loading && running && (
        <ProgressBar
          slim
          label={runLabel(progress)}
          fraction={progress?.fraction ?? 0}
          testId="run-progress"
          stage={progress?.stage}
        />
      )}
      <p className={styles.line}>
        <span data-testid="summary" data-current={answered || undefined}>
          {loading ? loadText : text}
        </span>
        {answered && run && (
          <span className={styles.time} data-testid="run-time">
            {(run.timings.total / 1000).toFixed(2)} s · {backend}
          </span>
        )}
      </p>
      <Announcer text={text} />
    </div>
  );
}

const STAGE_LABELS: Record<Stage, string> = {
  preprocess: 'Preparing the picture',
  image: 'Reading the picture',
  text: 'Reading the text',
  fusion: 'Bringing text and picture together',
  boxes: 'Drawing boxes',
};

function loadLabel({ id, title }: ModelName, progress: Progress | undefined): string {
  const model = id === BUILT_IN ? 'the model' : title;
  if (progress?.stage === 'compile') return `Preparing ${model}`;
  const { loaded, total } = progress ?? {};
  return loaded !== undefined && total
    ? `Loading ${model}: ${formatBytes(loaded)} of ${formatBytes(total)}`
    : `Loading ${model}`;
}

const runLabel = (progress: Progress | undefined) =>
  progress && progress.stage in STAGE_LABELS ? STAGE_LABELS[progress.stage as Stage] : 'Starting';

/** Tells a screen reader what is on the screen, once it has settled. */
function Announcer({ text }: { text: string }) {
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAnnounced(text), ANNOUNCE_PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status" data-testid="announcement">
      {announced}
    </p>
  );
}
