import type { WeightFormat } from '../../../model';
import { categoryPrompt, plainWording } from '../../../data/datasets/categoryPrompt';
import { useApp } from '../../page';
import { ArrivalProgress } from './ArrivalProgress';
import { standingOf, type CatalogueEntry, type Standing } from './catalogue';
import { LoadProgress } from './LoadProgress';
import { ModelActions } from './ModelActions';
import styles from './ModelCard.module.css';
import { ModelFacts } from './ModelFacts';
import { formatBytes } from '../../lib/format';

const STANDINGS: Record<Standing, string> = {
  downloading: 'downloading',
  opening: 'being opened',
  'in-use': 'in use',
  loading: 'loading',
  waits: 'waits for a tokenizer',
  'built-in': 'built in',
  stored: 'on this machine',
  visit: 'for this visit only',
  failed: 'failed',
  paused: 'paused',
  absent: 'not here',
};

/** A model: what it is, how it stands with it, and what can be done. */
export function ModelCard({ entry }: { entry: CatalogueEntry }) {
  const { id, title, about, kept, arrival, pending } = entry;
  const standing = standingOf(entry);
  const focused = useApp((state) => state.libraryFocus === id);
  return (
    <li
      id={`model-${id}`}
      className={styles.card}
      data-testid="model-card"
      data-model={id}
      data-standing={standing}
      data-focused={focused || undefined}
      aria-label={title}
    >
      <div className={styles.head}>
        <h3>{title}</h3>
        <span className={styles.standing} data-standing={standing}>
          {STANDINGS[standing]}
        </span>
        {kept?.where === 'storage' && (
          <span className={styles.size}>{`${formatBytes(kept.bytes)}, ${kept.format}`}</span>
        )}
        <ModelActions entry={entry} standing={standing} />
      </div>
      <p className={styles.summary}>{about?.summary ?? ownSummary(entry)}</p>
      <ModelFacts entry={entry} />
      {kept?.classes && <TrainedPrompt classes={kept.classes} />}
      {standing === 'loading' && <LoadProgress />}
      {arrival && <ArrivalProgress arrival={arrival} />}
      {standing === 'waits' && (
        <p className={styles.note}>
          Its vocabulary is not here. Fetch that of bert-base-uncased, or open tokenizer.json or vocab.txt.
        </p>
      )}
      {!kept && about && <RoomNote neededBytes={about.neededBytes} />}
      {pending && (standing === 'paused' || standing === 'failed') && (
        <p
          className={styles.note}
        >{`${formatBytes(pending.received)}${pending.needed ? ` of ${formatBytes(pending.needed)}` : ''} are here${standing === 'paused' ? '; the download can go on' : ''}.`}</p>
      )}
    </li>
  );
}

/** What a fine-tuned model was trained to find, as the prompt that it was trained with. */
function TrainedPrompt({ classes }: { classes: readonly string[] }) {
  const setPrompt = useApp((state) => state.setPrompt);
  const { prompt } = categoryPrompt(classes.map((name, id) => plainWording({ id, name })));
  return (
    <p className={styles.note}>
      Fine-tuned for: {prompt}{' '}
      <button type="button" className="small" onClick={() => setPrompt(prompt)}>
        Use as prompt
      </button>
    </p>
  );
}

/** How much of a download, which is float32, is kept. */
const FRACTION_KEPT: Readonly<Record<WeightFormat, number>> = { F32: 1, F16: 0.5, I8: 0.25 };

/** Told before a download, where the browser has no room for what would be kept of it. */
function RoomNote({ neededBytes }: { neededBytes: number }) {
  // Where nothing is stored at all, that is told once, below the models.
  const free = useApp(({ space }) => (space?.stores ? space.quota - space.used : Infinity));
  const taken = useApp(({ format }) => neededBytes * FRACTION_KEPT[format]);
  if (taken <= free) return null;
  return (
    <p
      className={styles.note}
    >{`It takes ${formatBytes(taken)}, and the browser leaves ${formatBytes(Math.max(0, free))} to this page: it would serve for this visit only.`}</p>
  );
}

function ownSummary({ kept, pending, arrival }: CatalogueEntry): string {
  if (kept?.origin?.kind === 'file') return `From your file ${kept.origin.name}.`;
  const address = kept?.origin?.kind === 'address' ? kept.origin.url : pending?.address;
  if (address) return `From ${address}`;
  return arrival?.kind === 'download' ? 'From an address that you gave.' : 'From a file of yours.';
}
