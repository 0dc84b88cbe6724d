import { Component, Suspense, type ReactNode } from 'react';
import { reload } from './page';
import styles from './Boundary.module.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** Holds a view that is fetched when it is first opened: waits for it, and keeps what goes wrong in it from the rest of the page. */
export class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (this.state.failed) {
      return (
        <div className={styles.message} role="alert">
          <p>
            “{this.props.title}” could not be opened: the connection is gone, or a newer version of this page has taken
            its place on the server. The other views are still as you left them. When you reload, the text and the
            picture of Ground stay.
          </p>
          <button type="button" className="primary" onClick={() => void reload()}>
            Reload
          </button>
        </div>
      );
    }
    return <Suspense fallback={<p className={styles.message}>Opening …</p>}>{this.props.children}</Suspense>;
  }
}
