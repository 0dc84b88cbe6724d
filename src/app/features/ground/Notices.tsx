import type { ReactNode } from 'react';
import type { PromptNotice } from '../../../model';
import { isCurrent } from '../../state/selectors';
import { useApp } from '../../page';
import styles from '../../ui/notice.module.css';
import { LimitsNotice } from './LimitsNotice';

/** What the visitor must know: failures, and whatever was done to a picture or a text without being asked. */
export function Notices({ children }: { readonly children: ReactNode }) {
  const run = useApp((state) => (isCurrent(state.run, state) ? state.run : undefined));
  return (
    <div className={styles.notices}>
      {children}
      {run?.notices.map((notice) => (
        <div
          key={notice.kind}
          className={styles.notice}
          data-tone="info"
          data-topic="prompt"
          data-testid="message"
          role="status"
        >
          <p>{promptNotice(notice, run.prompt)}</p>
        </div>
      ))}
      <LimitsNotice />
    </div>
  );
}

function promptNotice(notice: PromptNotice, prompt: string): string {
  if (notice.kind === 'negation')
    return 'The model does not understand “no”, “not” or “without”: it may well box what should not be there.';
  if (notice.kind === 'one-phrase')
    return 'All of this is read as one phrase. Separate things with full stops or commas, for example “cat. dog. bird”.';
  if (notice.kind === 'list-split') {
    return `The list is longer than the ${notice.maxTokens} tokens the model reads at once. It was read in ${notice.runs} parts, and the results were put together.`;
  }
  return `The text is longer than the ${notice.maxTokens} tokens the model reads. It stops after “…${prompt.slice(Math.max(0, notice.at - 30), notice.at).trimStart()}”; the rest is hatched and was not read.`;
}
