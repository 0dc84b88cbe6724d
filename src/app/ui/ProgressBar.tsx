import styles from './ProgressBar.module.css';

interface ProgressBarProps {
  readonly label: string;
  /** 0..1; undefined where something goes on, but nobody knows for how long. */
  readonly fraction: number | undefined;
  /** What a screen reader says instead of the percentage. */
  readonly text?: string;
  /** A line at the upper edge of what is around it. */
  readonly slim?: boolean;
  readonly testId?: string;
  readonly stage?: string | undefined;
}

export function ProgressBar({ label, fraction, text, slim, testId, stage }: ProgressBarProps) {
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
      data-slim={slim || undefined}
      data-testid={testId}
      data-stage={stage}
    >
      <div
        className={styles.bar}
        data-unknown={fraction === undefined || undefined}
        style={{ transform: `scaleX(${fraction ?? 1})` }}
      />
    </div>
  );
}
