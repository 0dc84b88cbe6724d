import { useState } from 'react';
import { sentenceOf } from '../../engine/sentence';
import { shareLink } from '../../shell/page';
import { useApp } from '../../state/appStore';
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
  const ready = useApp((state) => state.picture !== undefined);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const share = async () => {
    setBusy(true);
    setOutcome(await copyLink());
    setBusy(false);
  };
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

async function copyLink(): Promise<Outcome> {
  const link = shareLink();
  const copying = copyText(link.then(({ url }) => url));
  try {
    const { url, note } = await link;
    // The address bar has the link too: a reload shows the same, and it can be copied from there.
    history.replaceState(null, '', url);
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
