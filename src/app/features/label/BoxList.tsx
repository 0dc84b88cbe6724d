import { useState } from 'react';
import type { LabelledBox } from '../../../data/datasets/labelledPicture';
import { phraseStyle } from '../../picture/palette';
import { formatScore } from '../../picture/labelText';
import { useLabels } from './drawnBoxes';
import { relabelled } from './labelController';
import styles from './LabelEditor.module.css';

interface BoxListProps {
  readonly boxes: readonly LabelledBox[];
  readonly selected: number | undefined;
  readonly onSelect: (at: number) => void;
  readonly onChange: (change: (boxes: readonly LabelledBox[]) => readonly LabelledBox[]) => void;
  readonly onRemove: (at: number) => void;
}

/** The boxes by their names, which can be changed. */
export function BoxList({ boxes, selected, onSelect, onChange, onRemove }: BoxListProps) {
  const labels = useLabels();
  if (boxes.length === 0) return <p className={styles.hint}>There are no boxes.</p>;
  return (
    <>
      <ul className={styles.list} aria-label="Boxes">
        {boxes.map((box, at) => (
          <li key={at} className={styles.item} data-selected={at === selected || undefined} data-testid="box-item">
            <span
              className={styles.swatch}
              style={{ background: phraseStyle(Math.max(0, labels.indexOf(box.label))).color }}
            />
            <LabelInput
              key={box.label}
              label={box.label}
              number={at + 1}
              onFocus={() => onSelect(at)}
              onLabel={(label) => onChange((boxes) => boxes.with(at, relabelled(box, label)))}
            />
            <span className={styles.score}>{box.score === undefined ? 'yours' : formatScore(box.score)}</span>
            <button
              type="button"
              className="quiet"
              aria-label={`Delete box ${at + 1}, ${box.label}`}
              onClick={() => onRemove(at)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <datalist id="known-labels">
        {labels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
    </>
  );
}

/** Taken over when it is left or entered; an empty one is not. */
function LabelInput({
  label,
  number,
  onFocus,
  onLabel,
}: {
  label: string;
  number: number;
  onFocus: () => void;
  onLabel: (label: string) => void;
}) {
  const [text, setText] = useState(label);
  const commit = () => {
    if (text.trim() === '') setText(label);
    else if (text.trim() !== label) onLabel(text);
  };
  return (
    <input
      type="text"
      list="known-labels"
      aria-label={`Label of box ${number}`}
      data-testid="box-label-input"
      value={text}
      onFocus={onFocus}
      onChange={({ target }) => setText(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => {
        if (key === 'Enter') commit();
      }}
    />
  );
}
