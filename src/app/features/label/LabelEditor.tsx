import { Dialog, type DialogHandle } from '../../ui/Dialog';
import { StepButtons } from '../../ui/StepButtons';
import { Suspense, use, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { LabelledBox } from '../../../data/datasets/labelledPicture';
import type { LabelEntry, LabelRecord } from '../../../workers/messages/labelling';
import bench from '../../ui/workbench.module.css';
import { shortcutOf } from '../../ui/shortcuts';
import { BoxList } from './BoxList';
import { middleBox } from '../../picture/middleBox';
import { useLabels } from './drawnBoxes';
import { EditableBoxes, newLabel } from './EditableBoxes';
import styles from './LabelEditor.module.css';
import { boxesOf } from './reviewStatus';
import { shownEntries, useLabel, useLabelController } from './labelStore';

/** One picture, large, whose boxes can be moved, resized, drawn, named and deleted. Every change is kept at once. */
export function LabelEditor({ id }: { id: string }) {
  const dialog = useRef<DialogHandle>(null);
  const entry = useLabel(({ entries }) => entries.find((other) => other.id === id));
  const edit = useLabel((state) => state.edit);
  const { store, review } = useLabelController();
  // The order of the grid as it was when the picture was opened: deciding must not shuffle it.
  const [order] = useState(() => shownEntries(store.getState()).map(({ id }) => id));
  const at = order.indexOf(id);
  useEffect(() => {
    // What had the focus went with the picture before; keys must reach the dialog.
    dialog.current?.focus();
  }, [id]);
  const move = (by: number) => {
    const next = order[at + by];
    if (next !== undefined) edit(next);
  };
  const decide = (decision: LabelRecord['review']) => {
    if (review(id, decision)) move(1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    const actions = {
      accept: () => decide('accepted'),
      reject: () => decide('rejected'),
      next: () => move(1),
      previous: () => move(-1),
    };
    const name = shortcutOf(event, ['accept', 'reject', 'next', 'previous']);
    if (!name) return;
    event.preventDefault();
    // A key that is held down decides on one picture only.
    if (!event.repeat) actions[name]();
  };
  if (!entry) return null;
  return (
    <Dialog
      ref={dialog}
      className={`${bench.dialog} ${styles.dialog}`}
      labelledBy="label-editor"
      testId="label-editor"
      onClose={() => edit(undefined)}
      onKeyDown={onKeyDown}
    >
      <header className={styles.header}>
        <h3 id="label-editor">{entry.name}</h3>
        <StepButtons at={at} count={order.length} onStep={move} />
        <button
          type="button"
          className="small"
          aria-pressed={entry.record.review === 'rejected'}
          onClick={() => decide('rejected')}
        >
          Reject <kbd className={styles.key}>R</kbd>
        </button>
        <button
          type="button"
          className="small"
          aria-pressed={entry.record.review === 'accepted'}
          onClick={() => decide('accepted')}
        >
          Accept <kbd className={styles.key}>A</kbd>
        </button>
        <button type="button" className="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      <Suspense fallback={<div className={styles.body} />}>
        <Workspace key={id} entry={entry} />
      </Suspense>
    </Dialog>
  );
}

function Workspace({ entry }: { entry: LabelEntry }) {
  const { id, name, record } = entry;
  const { shownPicture, changeBoxes, resetBoxes } = useLabelController();
  const file = use(shownPicture(id));
  const confidence = useLabel((state) => state.settings.confidence);
  const body = useRef<HTMLDivElement>(null);
  const [selected, select] = useState<number>();
  const [armed, setArmed] = useState(false);
  const labels = useLabels();
  const boxes = boxesOf(record, confidence);
  const change = (change: (boxes: readonly LabelledBox[]) => readonly LabelledBox[]) => void changeBoxes(id, change);
  const remove = (at: number) => {
    change((boxes) => boxes.toSpliced(at, 1));
    select(undefined);
    body.current?.focus();
  };
  /** By keyboard a box begins in the middle and is moved; a finger draws it, once it need not scroll. */
  const addBox = async (byKeyboard: boolean) => {
    if (!byKeyboard || !file) return setArmed(!armed);
    const bitmap = await createImageBitmap(file);
    const box = middleBox(bitmap);
    bitmap.close();
    const added = { box, label: newLabel(boxes, labels) };
    change((boxes) => [...boxes, added]);
    select(boxes.length);
    requestAnimationFrame(() =>
      body.current?.querySelectorAll<SVGElement>('[data-testid="editable-box"]')[boxes.length]?.focus(),
    );
  };
  if (!file) return <p className={styles.body}>This picture is no longer in the browser’s storage.</p>;
  return (
    <div ref={body} className={styles.body} tabIndex={-1}>
      <EditableBoxes
        file={file}
        name={name}
        boxes={boxes}
        selected={selected}
        armed={armed}
        onSelect={select}
        onDrawn={() => setArmed(false)}
        onChange={change}
        onRemove={remove}
      />
      <aside className={styles.side}>
        {record.grounded?.text && <p className={styles.caption}>{record.grounded.text}</p>}
        <button
          type="button"
          className="small"
          aria-pressed={armed}
          data-testid="label-add-box"
          onClick={(event) => void addBox(event.detail === 0)}
        >
          Add a box
        </button>
        <BoxList boxes={boxes} selected={selected} onSelect={select} onChange={change} onRemove={remove} />
        {record.boxes !== undefined && record.grounded && (
          <button type="button" className="small" onClick={() => resetBoxes(id)}>
            Reset to the model’s boxes
          </button>
        )}
        <p className={styles.hint}>
          <span className={styles.mouse}>
            Drag over the picture to draw a box; drag a box to move it, or its handles to resize it.
          </span>
          <span className={styles.finger}>
            Press “Add a box” and draw it from corner to corner; touch a box, then drag it or its handles.
          </span>{' '}
          <span className={styles.key}>
            Arrow keys move the selected one, with Shift they resize it, Delete removes it. A accepts, R rejects, Page
            Down and Page Up go on and back.
          </span>
        </p>
      </aside>
    </div>
  );
}
