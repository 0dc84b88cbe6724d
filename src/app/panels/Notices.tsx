import type { PromptNotice } from '../../model/types';
import { library, retryLoad, retryRun } from '../session/session';
import { isCurrent } from '../store/selectors';
import { Arrivals } from '../models/Arrivals';
import type { Message, MessageAction, Topic, ViewState } from '../store/state';
import { appStore, useApp } from '../store/store';
import styles from './Notices.module.css';
import { WorldNotice } from './WorldNotice';

function act(action: MessageAction): void {
  const { openLibrary } = appStore.getState();
  if (action.does === 'get-model') {
    openLibrary(action.id);
    void library.download(action.id);
  } else if (action.does === 'show-models') openLibrary();
  else void (action.does === 'retry-load' ? retryLoad() : retryRun());
}

/** What the visitor must know: failures, and whatever was done to a picture or a text without being asked. */
export function Notices() {
  const messages = useApp((state) => state.messages);
  const tell = useApp((state) => state.tell);
  const open = useApp((state) => state.libraryOpen);
  const run = useApp((state) => (isCurrent(state.run, state) ? state.run : undefined));
  return (
    <div className={styles.notices}>
      <Arrivals />
      {told(messages, open).map(([topic, { tone, text, action }]) => (
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
      {run?.notices.map((notice) => (
        <div key={notice.kind} className={styles.notice} data-tone="info" data-topic="prompt" data-testid="message" role="status">
          <p>{promptNotice(notice, run.prompt)}</p>
        </div>
      ))}
      <WorldNotice />
    </div>
  );
}

/** The library, while it is open, tells of models itself. */
const told = (messages: ViewState['messages'], libraryOpen: boolean) =>
  Object.entries(messages).filter((entry): entry is [Topic, Message] => entry[1] !== undefined && !(libraryOpen && (entry[0] === 'model' || entry[0] === 'library')));

function promptNotice(notice: PromptNotice, prompt: string): string {
  if (notice.kind === 'list-split') {
    return `The list is longer than the ${notice.maxTokens} tokens the model reads at once. It was read in ${notice.runs} parts, and the results were put together.`;
  }
  return `The text is longer than the ${notice.maxTokens} tokens the model reads. It stops after “…${prompt.slice(Math.max(0, notice.at - 30), notice.at).trimStart()}”; the rest is hatched and was not read.`;
}
