import { useState } from 'react';
import { FileButton } from '../../ui/FileButton';
import { useApp, usePage } from '../../page';
import type { CatalogueEntry, Standing } from './catalogue';
import styles from './ModelCard.module.css';
import { formatBytes } from '../../lib/format';

/** What can be done with a model as it stands. */
export function ModelActions({ entry, standing }: { entry: CatalogueEntry; standing: Standing }) {
  const { models, engine } = usePage();
  const { id, title, about, kept, pending } = entry;
  // The first model of a visit has none before it that the page could stay with.
  const takesOver = useApp((state) => state.nextModel?.id === id);
  return (
    <div className={styles.actions}>
      {kept && kept.where !== 'page' && !(standing === 'downloading' || standing === 'opening') && (
        <DeleteButton entry={entry} />
      )}
      {standing === 'waits' && <TokenizerButtons id={id} />}
      {(standing === 'stored' || standing === 'visit' || standing === 'built-in') && (
        <button
          type="button"
          className="small primary"
          aria-label={`Use ${title}`}
          onClick={() => void models.switchTo(id)}
        >
          Use
        </button>
      )}
      {takesOver && (
        <button type="button" className="small" onClick={engine.stay}>
          Cancel
        </button>
      )}
      {pending && (standing === 'paused' || standing === 'failed') && (
        <button
          type="button"
          className="small"
          aria-label={`Discard what is here of ${title}`}
          onClick={() => void models.discard(id)}
        >
          Discard
        </button>
      )}
      {(pending ?? about) && (standing === 'absent' || standing === 'paused' || standing === 'failed') && (
        <button
          type="button"
          className="small primary"
          aria-label={pending ? `Go on with ${title}` : `Download ${title}`}
          onClick={() => void models.download(id)}
        >
          {pending ? 'Go on' : `Download${about ? ` ${formatBytes(about.neededBytes)}` : ''}`}
        </button>
      )}
    </div>
  );
}

/** Asks first: a download of a gigabyte is not made twice for a slip. */
function DeleteButton({ entry: { id, title, kept } }: { entry: CatalogueEntry }) {
  const { models } = usePage();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="small" aria-label={`Delete ${title}`} onClick={() => setAsking(true)}>
        Delete
      </button>
    );
  }
  return (
    <span className={styles.asking} role="group" aria-label={`Delete ${title}?`}>
      <span>Delete {formatBytes(kept!.bytes)}?</span>
      <button type="button" className="small" autoFocus onClick={() => setAsking(false)}>
        Keep
      </button>
      <button type="button" className="small" data-testid="confirm-delete" onClick={() => void models.remove(id)}>
        Delete
      </button>
    </span>
  );
}

function TokenizerButtons({ id }: { id: string }) {
  const { models } = usePage();
  return (
    <>
      <FileButton
        className="small"
        accept=".json,.txt"
        testId="tokenizer-file"
        onFiles={(files) =>
          void models.addTokenizer(
            files.map(({ file }) => file),
            id,
          )
        }
      >
        Open a tokenizer…
      </FileButton>
      <button type="button" className="small primary" onClick={() => void models.addTokenizer('public', id)}>
        Fetch tokenizer
      </button>
    </>
  );
}
