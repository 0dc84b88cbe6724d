import { useApp } from '../../page';
import styles from './ArrivalProgress.module.css';
import { ProgressBar } from '../../ui/ProgressBar';
import { percent } from './progress';

/** How far the model is that is being loaded. */
export function LoadProgress() {
  const fraction = useApp((state) => state.loadProgress?.fraction ?? 0);
  return (
    <div className={styles.row}>
      <ProgressBar label="Loading" fraction={fraction} text={percent(fraction)} />
      <p className={styles.text}>
        <strong>{percent(fraction)}</strong> Loading
      </p>
    </div>
  );
}
