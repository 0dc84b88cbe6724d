import { Component, Suspense, type ReactNode } from 'react';
import styles from './ViewBoundary.module.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** Holds a view that is fetched when it is first opened: waits for it, and keeps what goes wrong in it from the rest of the page. */
export class ViewBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (this.state.failed) {
      return (
        <p className={styles.message} role="alert">
          “{this.props.title}” could not be opened. Check the connection, then reload the page; the other views are still as you left them.
        </p>
      );
    }
    return <Suspense fallback={<p className={styles.message}>Opening …</p>}>{this.props.children}</Suspense>;
  }
}
