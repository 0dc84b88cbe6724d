import { Arrivals } from '../models/Arrivals';
import { library, retryLoad, retryRun } from '../session/session';
import type { Message, MessageAction, Topic } from '../store/state';
import { appStore, useApp } from '../store/store';
import styles from './Notices.module.css';

function act(action: MessageAction): void {
  const { openLibrary } = appStore.getState();
  if (action.does === 'get-model') {
    openLibrary(action.id);
    void library.download(action.id);
  } else if (action.does === 'show-models') openLibrary();
  else if (action.does === 'leave-taught') appStore.getState().setTuned(undefined);
  else void (action.does === 'retry-load' ? retryLoad() : retryRun());
}

/** Of the model, whatever the view. */
export const MODEL_TOPICS: readonly Topic[] = ['model', 'library'];

/** What has been told of these topics, all of them if none are named, and models that are on their way. */
export function Messages({ topics }: { topics?: readonly Topic[] }) {
  const messages = useApp((state) => state.messages);
  const tell = useApp((state) => state.tell);
  const libraryOpen = useApp((state) => state.libraryOpen);
  const told = Object.entries(messages).filter(
    (entry): entry is [Topic, Message] =>
      entry[1] !== undefined &&
      (topics?.includes(entry[0] as Topic) ?? true) &&
      // The library, while it is open, tells of models itself.
      !(libraryOpen && MODEL_TOPICS.includes(entry[0] as Topic)),
  );
  return (
    <>
      <Arrivals />
      {told.map(([topic, { tone, text, action }]) => (
        <div key={topic + text} className={styles.notice} data-tone={tone} data-topic={topic} data-testid="message" role={tone === 'error' ? 'alert' : 'status'}>
          <p>{text}</p>
          {action && (
            <button type="button" className="small primary" onClick={() => act(action)}>
              {action.label}
            </button>
          )}
          <button type="button" className="quiet" aria-label="Dismiss" onClick={() => tell(topic, undefined)}>
            ✕
          </button>
        </div>
      ))}
    </>
  );
}
