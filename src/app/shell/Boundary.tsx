import { Component, type ErrorInfo, type ReactNode } from 'react';
import { isMissingModule } from '../../workers/messages/missingPart';
import { PageContext, type Page } from '../page';
import styles from './Boundary.module.css';

interface Props {
  /** What is inside, as the visitor calls it. */
  readonly title: string;
  readonly children: ReactNode;
  /** Called before what is inside is tried again. */
  readonly onRetry?: () => void;
}

/** Keeps what goes wrong in one part of the page from the rest of it, says so, and offers a way to go on. */
export class Boundary extends Component<Props, { readonly error?: unknown }> {
  static override contextType = PageContext;
  declare context: Page | undefined;
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown, _info: ErrorInfo) {
    if (!isMissingModule(error)) this.context?.reportError(error);
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const retry = () => {
      this.props.onRetry?.();
      this.setState({ error: undefined });
    };
    return (
      <div className={styles.message} role="alert" data-testid="boundary">
        <p>
          “{this.props.title}”{' '}
          {isMissingModule(error)
            ? 'could not be opened: the connection is gone, or a newer version of this page has taken its place on the server.'
            : 'has stopped because of a fault in this page.'}{' '}
          The rest of the page goes on, and the text and the picture of Ground stay when you reload.
        </p>
        <div className={styles.actions}>
          <button type="button" className="primary" onClick={retry}>
            Try again
          </button>
          <button type="button" onClick={() => (this.context ? void this.context.reload() : location.reload())}>
            Reload
          </button>
          {!isMissingModule(error) && this.context && (
            <button type="button" onClick={() => void this.context?.copyReport()}>
              Copy a report
            </button>
          )}
        </div>
      </div>
    );
  }
}
