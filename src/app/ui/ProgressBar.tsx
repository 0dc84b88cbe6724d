import styles from '../features/models/ArrivalProgress.module.css';

/** @param fraction 0..1; undefined where something goes on, but nobody knows for how long. */
export function ProgressBar({ label, fraction, text }: { label: string; fraction: number | undefined; text: string }) {
  const percent = fraction === undefined ? undefined : Math.floor(fraction * 100);
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <div
        className={styles.bar}
        data-unknown={fraction === undefined || undefined}
        style={{ transform: `scaleX(${fraction ?? 1})` }}
      />
    </div>
  );
}
