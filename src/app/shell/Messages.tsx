import { Arrivals } from '../features/models/Arrivals';
import type { Message, Topic } from '../state/state';
import { useApp } from '../page';
import { ActionButton } from '../ui/ActionButton';
import styles from '../ui/notice.module.css';

/** Of the model, which the library tells itself while it is open. */
const MODEL_TOPICS: readonly Topic[] = ['model', 'library'];
/** Of the page and of the model, whatever the view. */
export const COMMON_TOPICS: readonly Topic[] = ['page', ...MODEL_TOPICS];

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
        <div
          key={topic + text}
          className={styles.notice}
          data-tone={tone}
          data-topic={topic}
          data-testid="message"
          role={tone === 'error' ? 'alert' : 'status'}
        >
          <p>{text}</p>
          {action && <ActionButton action={action} />}
          <button type="button" className="quiet" aria-label="Dismiss" onClick={() => tell(topic, undefined)}>
            ✕
          </button>
        </div>
      ))}
    </>
  );
}
