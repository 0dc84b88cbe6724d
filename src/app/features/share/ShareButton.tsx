import { useCallback, useEffect, useState } from 'react';
import { workOf } from '../../state/workSlice';
import { useEscape } from '../../ui/useEscape';
import { sentenceOf } from '../../engine/sentence';
import { useApp, usePage, type Page } from '../../page';
import { copyText } from './copyText';
import styles from './ShareButton.module.css';

interface Outcome {
  readonly text: string;
  readonly failed: boolean;
  /** Also shown, for browsers that do not let a page copy. */
  readonly url?: string;
}

/** Copies a link to what is shown, and says honestly what the link carries. */
export function ShareButton() {
  const page = usePage();
  const ready = useApp((state) => state.picture !== undefined);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const share = async () => {
    setBusy(true);
    setOutcome(await copyLink(page));
    setBusy(false);
  };
  // A link of what is no longer shown would be taken for one of what is.
  useEffect(() => {
    if (!outcome?.url) return;
    return page.store.subscribe((state, before) => {
      const [work, workBefore] = [workOf(state), workOf(before)];
      const isSame = (Object.keys(work) as (keyof typeof work)[]).every((key) => work[key] === workBefore[key]);
      if (!isSame || state.model !== before.model) setOutcome(undefined);
    });
  }, [outcome, page]);
  const dismiss = useCallback(() => setOutcome(undefined), []);
  useEscape(outcome && dismiss);
  return (
    <div className={styles.share}>
      <button type="button" data-testid="share" disabled={!ready || busy} onClick={() => void share()}>
        Copy link
      </button>
      {outcome && (
        <div className={styles.outcome} role={outcome.failed ? 'alert' : 'status'} data-testid="share-outcome">
          <p>{outcome.text}</p>
          {outcome.url && (
            <input
              readOnly
              aria-label="Link"
              data-testid="share-link"
              value={outcome.url}
              onFocus={(event) => event.target.select()}
            />
          )}
          <button type="button" className="quiet" aria-label="Dismiss" onClick={() => setOutcome(undefined)}>
            ✕
          </button>
        </div>
      )}
    </div>
  );
}

async function copyLink({ shareLink, address }: Page): Promise<Outcome> {
  const link = shareLink();
  const copying = copyText(link.then(({ url }) => url));
  try {
    const { url, note } = await link;
    // The address bar has the link too: a reload shows the same, and it can be copied from there.
    address.write(url);
    const copied = await copying;
    return {
      text: `${copied ? 'Link copied.' : 'The browser does not allow copying; take the link from here.'} ${note}`.trim(),
      failed: false,
      url,
    };
  } catch (error) {
    return { text: sentenceOf(error), failed: true };
  }
}
