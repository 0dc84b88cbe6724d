import { useEffect, useState } from 'react';
import { builtInFolder } from '../../engine/engine';
import { FOR_PHOTOGRAPHS } from '../../../workers/registry/registry';
import { useApp, usePage } from '../../page';
import { occasionOf, unknownNames } from './limitsOfModel';
import { CARD, knownNames, LARGER, newNames, REASONS, TAUGHT_PHOTOGRAPHS } from './limitsWords';
import styles from '../../ui/notice.module.css';

/** Says where the model's knowledge ends, when that explains what is seen; once dismissed, not again for that reason. */
export function LimitsNotice() {
  const { models } = usePage();
  const occasion = useApp(occasionOf);
  const model = useApp((state) => state.model.id);
  const dismiss = useApp((state) => state.dismiss);
  const openLibrary = useApp((state) => state.openLibrary);
  if (!occasion) return null;
  return (
    <div className={styles.notice} data-tone="info" data-testid="world-notice" data-occasion={occasion} role="status">
      <div className={styles.text}>
        <p>
          {occasion === 'unknown-words' ? <NewNames /> : REASONS[occasion]}{' '}
          {occasion === 'photograph' && (
            <>
              <button
                type="button"
                className="link"
                data-testid="photo-model"
                onClick={() => void models.switchTo(FOR_PHOTOGRAPHS)}
              >
                {TAUGHT_PHOTOGRAPHS}
              </button>
              {'. '}
            </>
          )}
          {LARGER.before}
          <button type="button" className="link" data-testid="larger-model" onClick={() => openLibrary(LARGER.id)}>
            {LARGER.text}
          </button>
          {LARGER.after} <CardLink model={model} />
        </p>
        {occasion === 'unknown-words' && model === FOR_PHOTOGRAPHS && <KnownNames />}
      </div>
      <button type="button" className="quiet" aria-label="Dismiss" onClick={() => dismiss(occasion)}>
        ✕
      </button>
    </div>
  );
}

function NewNames() {
  // A string, so that the same names are the same value.
  return <>{useApp((state) => newNames(unknownNames(state)))}</>;
}

/** The names that the model has learned from photographs, as they lie beside its weights. */
function KnownNames() {
  const [names, setNames] = useState<readonly string[]>();
  useEffect(() => {
    const controller = new AbortController();
    fetch(`${builtInFolder(FOR_PHOTOGRAPHS)}names.json`, { signal: controller.signal })
      .then((response) => response.json() as Promise<{ photographs: readonly string[] }>)
      .then(({ photographs }) => setNames(photographs))
      // The card has them too.
      .catch(() => undefined);
    return () => controller.abort();
  }, []);
  if (!names) return null;
  return (
    <details data-testid="known-names">
      <summary>{knownNames(names.length)}</summary>
      <p>{names.join(', ')}</p>
    </details>
  );
}

/** The model card: what it was trained on, how well it does, what it cannot do. */
export function CardLink({ model }: { model: string }) {
  return (
    <a href={builtInFolder(model) + CARD.file} target="_blank" rel="noreferrer" data-testid="card-link">
      {CARD.text}
    </a>
  );
}
