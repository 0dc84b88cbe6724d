import styles from './workbench.module.css';

interface ErrorNoticeProps {
  readonly text: string;
  /** Given where what failed can be tried again as it is. */
  readonly onRetry: (() => void) | undefined;
  readonly testId: string;
}

/** What went wrong with what the visitor did last. */
export function ErrorNotice({ text, onRetry, testId }: ErrorNoticeProps) {
  return (
    <div className={styles.fault} role="alert">
      <p data-testid={testId}>{text}</p>
      {onRetry && (
        <button type="button" className="small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
