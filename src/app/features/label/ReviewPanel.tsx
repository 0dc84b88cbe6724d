import { Suspense, use, useState, type KeyboardEvent } from 'react';
import type { LabelEntry } from '../../../workers/messages/labelling';
import { BoxesOnPicture } from '../../picture/BoxesOnPicture';
import { baseName } from '../../lib/pathFile';
import grid from '../../ui/pictureGrid.module.css';
import styles from '../../ui/workbench.module.css';
import { useDrawnBoxes } from './drawnBoxes';
import { shortcutOf } from '../../ui/shortcuts';
import own from './ReviewPanel.module.css';
import { countStandings, standingOf, STANDINGS, type Standing } from './reviewStatus';
import { shownEntries, useLabel, type LabelState, useLabelController } from './labelStore';

const TITLES: Readonly<Record<LabelState['filter'], string>> = {
  all: 'All',
  'to-review': 'To review',
  accepted: 'Accepted',
  rejected: 'Rejected',
  dropped: 'No confident box',
  waiting: 'Waiting',
  failed: 'Failed',
};

/** So many at a time: pictures are decoded as they are shown. */
const PAGE = 24;

/** The pictures as a grid, which is gone through by pointer or by keyboard. */
export function ReviewPanel() {
  const entries = useLabel((state) => state.entries);
  const confidence = useLabel((state) => state.settings.confidence);
  const filter = useLabel((state) => state.filter);
  const { retryFailed } = useLabelController();
  const setFilter = useLabel((state) => state.setFilter);
  const counts = countStandings(entries, confidence);
  const shown = shownEntries({ entries, filter, settings: { confidence } });
  const [wanted, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  const page = Math.min(wanted, pages - 1);
  return (
    <section className={styles.panel} aria-labelledby="label-review">
      <div className={styles.head}>
        <h3 id="label-review">Review</h3>
        <div className={styles.actions} role="group" aria-label="Show">
          {(['all', ...STANDINGS] as const).map((standing) => (
            <button
              type="button"
              key={standing}
              className="small"
              aria-pressed={standing === filter}
              disabled={standing !== 'all' && standing !== filter && counts[standing] === 0}
              data-testid={`filter-${standing}`}
              onClick={() => setFilter(standing)}
            >
              {TITLES[standing]} {standing === 'all' ? entries.length : counts[standing]}
            </button>
          ))}
        </div>
      </div>
      <p className={styles.hint}>
        Open a picture to change its boxes. By keyboard, arrow keys go from picture to picture; <kbd>Enter</kbd> opens
        it, <kbd>A</kbd> accepts, <kbd>R</kbd> rejects.
      </p>
      <Grid entries={shown.slice(page * PAGE, (page + 1) * PAGE)} />
      {filter === 'failed' && shown.length > 0 && (
        <button type="button" onClick={() => void retryFailed()}>
          Try these again
        </button>
      )}
      {shown.length === 0 && <p className={styles.hint}>No picture is in this state.</p>}
      {pages > 1 && (
        <div className={styles.actions} role="group" aria-label="Pages">
          <button type="button" className="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <span className={styles.hint}>
            {page * PAGE + 1} to {Math.min((page + 1) * PAGE, shown.length)} of {shown.length}
          </span>
          <button type="button" className="small" disabled={page === pages - 1} onClick={() => setPage(page + 1)}>
            Next
          </button>
        </div>
      )}
    </section>
  );
}

function Grid({ entries }: { entries: readonly LabelEntry[] }) {
  const { review } = useLabelController();
  const edit = useLabel((state) => state.edit);
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')];
    const at = cards.indexOf(event.target as HTMLElement);
    const entry = entries[at];
    if (!entry || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = cards.filter((card) => card.offsetTop === cards[0]!.offsetTop).length;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    };
    const shortcut = shortcutOf(event, ['accept', 'reject']);
    if (event.key in steps) cards[at + steps[event.key]!]?.focus();
    else if (event.key === 'Enter') edit(entry.id);
    else if (shortcut) {
      event.preventDefault();
      // A key that is held down decides on one picture only.
      if (event.repeat) return;
      // Where decided ones leave the grid, the next one moves up to this place.
      const next = cards[at + 1] ?? cards[at - 1];
      next?.focus();
      review(entry.id, shortcut === 'accept' ? 'accepted' : 'rejected');
    } else return;
    event.preventDefault();
  };
  return (
    <ul className={grid.grid} data-testid="label-grid" onKeyDown={onKeyDown}>
      {entries.map((entry, at) => (
        <li key={entry.id}>
          <Card entry={entry} first={at === 0} />
        </li>
      ))}
    </ul>
  );
}

function Card({ entry, first }: { entry: LabelEntry; first: boolean }) {
  const { id, name, record } = entry;
  const confidence = useLabel((state) => state.settings.confidence);
  const edit = useLabel((state) => state.edit);
  const standing = standingOf(entry, confidence);
  return (
    <article
      className={own.card}
      data-card
      data-standing={standing}
      data-testid="label-card"
      data-name={name}
      tabIndex={first ? 0 : -1}
      aria-label={`${name}: ${TITLES[standing]}`}
    >
      <button
        type="button"
        className={own.open}
        tabIndex={-1}
        aria-label={`Change the boxes of ${name}`}
        onClick={() => edit(id)}
      >
        <Suspense fallback={<div className={grid.blank} />}>
          <Thumbnail entry={entry} />
        </Suspense>
      </button>
      <div className={grid.facts}>
        <span className={grid.name} title={name}>
          {baseName(name)}
        </span>
        <span className={own.standing}>{TITLES[standing]}</span>
      </div>
      {record.failure && <p className={own.failure}>{record.failure}</p>}
      <Decision id={id} standing={standing} name={name} />
    </article>
  );
}

function Thumbnail({ entry }: { entry: LabelEntry }) {
  const { shownPicture } = useLabelController();
  const file = use(shownPicture(entry.id));
  const boxes = useDrawnBoxes(entry);
  if (!file) return <div className={grid.blank} />;
  return <BoxesOnPicture file={file} name="" size={entry.record.grounded} boxes={boxes} />;
}

function Decision({ id, name, standing }: { id: string; name: string; standing: Standing }) {
  const { review } = useLabelController();
  if (standing === 'waiting' || standing === 'failed') return null;
  return (
    <div className={own.decision}>
      <button
        type="button"
        className="small"
        tabIndex={-1}
        aria-pressed={standing === 'accepted'}
        aria-label={`Accept ${name}`}
        onClick={() => review(id, standing === 'accepted' ? 'open' : 'accepted')}
      >
        Accept
      </button>
      <button
        type="button"
        className="small"
        tabIndex={-1}
        aria-pressed={standing === 'rejected'}
        aria-label={`Reject ${name}`}
        onClick={() => review(id, standing === 'rejected' ? 'open' : 'rejected')}
      >
        Reject
      </button>
    </div>
  );
}
