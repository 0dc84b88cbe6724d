import type { Arrival } from '../../state/state';
import styles from './ArrivalProgress.module.css';
import { ProgressBar } from '../../ui/ProgressBar';
import { usePage } from '../../page';
import { percent, progressAnnouncement, progressText } from './progress';

/** A model on its way: how far it has come, and how to stop it; or why it did not come. */
export function ArrivalProgress({ arrival }: { arrival: Arrival }) {
  const { models } = usePage();
  const { key, kind, title, progress, fraction, failure } = arrival;
  if (failure !== undefined) {
    return (
      <div className={styles.row} data-testid="arrival" data-failed>
        <p className={styles.failure}>{failure}</p>
        <button type="button" className="quiet" aria-label="Dismiss" onClick={() => models.cancel(key)}>
          ✕
        </button>
      </div>
    );
  }
  return (
    <div className={styles.row} data-testid="arrival" data-step={progress?.step}>
      <ProgressBar label={title} fraction={fraction} text={progressText(progress)} />
      <p className={styles.text}>
        {fraction !== undefined && <strong>{percent(fraction)}</strong>} {progressText(progress)}
      </p>
      {kind === 'download' && (
        <button type="button" className="small" onClick={() => models.pause(key)}>
          Pause
        </button>
      )}
      <button type="button" className="small" onClick={() => models.cancel(key)}>
        Cancel
      </button>
      <p className="visually-hidden" role="status">
        {progressAnnouncement(arrival)}
      </p>
    </div>
  );
}
