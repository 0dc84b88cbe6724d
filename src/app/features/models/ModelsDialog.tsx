import { Dialog, type DialogHandle } from '../../ui/Dialog';
import { useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { ActionButton } from '../../ui/ActionButton';
import { useApp, usePage } from '../../page';
import { AddModel } from './AddModel';
import { catalogue } from './catalogue';
import styles from './ModelsDialog.module.css';
import { ModelCard } from './ModelCard';
import { OpenModel } from './OpenModel';
import { Room } from './Room';

/** The library of models: what there is, what is here, and the ways to bring another. */
export function ModelsDialog() {
  const open = useApp((state) => state.libraryOpen);
  return open ? <LibraryDialog /> : null;
}

function LibraryDialog() {
  const dialog = useRef<DialogHandle>(null);
  const { models } = usePage();
  const close = useApp((state) => state.closeLibrary);
  const focus = useApp((state) => state.libraryFocus);
  const facts = useApp(
    useShallow(({ stored, guests, pending, arrivals, model, modelStatus, nextModel }) => ({
      stored,
      guests,
      pending,
      arrivals,
      model,
      modelStatus,
      nextModel,
    })),
  );
  const entries = useMemo(() => catalogue(facts), [facts]);

  useEffect(() => {
    void models.refresh();
  }, [models]);
  useEffect(() => {
    if (focus !== undefined) document.getElementById(`model-${focus}`)?.scrollIntoView({ block: 'center' });
  }, [focus]);

  return (
    <Dialog ref={dialog} className={styles.dialog} labelledBy="library-title" testId="library" onClose={close}>
      <div className={styles.frame}>
        <header className={styles.header}>
          <h2 id="library-title">Models</h2>
          <p>
            They run on this machine. Nothing is fetched before you ask. A file that you have can be dropped anywhere on
            the page.
          </p>
          <OpenModel />
          <button type="button" className="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        <div className={styles.body}>
          <LibraryMessage />
          <ul className={styles.models}>
            {entries.map((entry) => (
              <ModelCard key={entry.id} entry={entry} />
            ))}
          </ul>
          <AddModel />
          <Room />
        </div>
      </div>
    </Dialog>
  );
}

/** What is told about models is told in here while the rest of the page is out of reach. */
function LibraryMessage() {
  const told = useApp(useShallow(({ messages }) => [messages.library, messages.model]));
  return told.map(
    (message) =>
      message && (
        <div
          key={message.text}
          className={styles.message}
          data-tone={message.tone}
          role={message.tone === 'error' ? 'alert' : 'status'}
          data-testid="library-message"
        >
          <p>{message.text}</p>
          {message.action && message.action.does !== 'show-models' && <ActionButton action={message.action} />}
        </div>
      ),
  );
}
