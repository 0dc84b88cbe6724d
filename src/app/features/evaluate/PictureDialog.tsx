import { Dialog, type DialogHandle } from '../../ui/Dialog';
import { StepButtons } from '../../ui/StepButtons';
import { Suspense, use, useRef, useState, type KeyboardEvent } from 'react';
import type { JudgedPicture } from '../../../workers/messages/scoring';
import { BoxesOnPicture } from '../../picture/BoxesOnPicture';
import { formatScore } from '../../picture/labelText';
import { thresholdOf } from '../../state/selectors';
import { useApp } from '../../page';
import bench from '../../ui/workbench.module.css';
import styles from './PictureDialog.module.css';
import { useEvaluateController } from './evaluateStore';
import { formatFraction } from '../../lib/format';

interface PictureDialogProps {
  readonly pictures: readonly JudgedPicture[];
  /** Which of them is shown. */
  readonly at: number;
  readonly onMove: (at: number) => void;
  readonly onClose: () => void;
}

/** One picture, large, with what is true of it and what was found. */
export function PictureDialog({ pictures, at, onMove, onClose }: PictureDialogProps) {
  const dialog = useRef<DialogHandle>(null);
  const [threshold, setThreshold] = useState(useApp(thresholdOf));
  const { fileOf } = useEvaluateController();
  const picture = pictures[at]!;
  const move = (by: number) => {
    if (pictures[at + by]) onMove(at + by);
  };
  const onKeyDown = ({ key, target }: KeyboardEvent) => {
    // The slider has its own use for arrows.
    if (target instanceof HTMLInputElement) return;
    if (key === 'ArrowRight') move(1);
    if (key === 'ArrowLeft') move(-1);
  };
  return (
    <Dialog
      ref={dialog}
      className={`${bench.dialog} ${styles.dialog}`}
      labelledBy="judged-picture"
      testId="picture-dialog"
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <header className={styles.header}>
        <h3 id="judged-picture">{fileOf(picture.index)!.path}</h3>
        <StepButtons at={at} count={pictures.length} onStep={move} />
        <button type="button" className="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      <Suspense fallback={<div className={styles.body} />}>
        <Judged picture={picture} threshold={threshold} onThreshold={setThreshold} />
      </Suspense>
    </Dialog>
  );
}

interface JudgedProps {
  readonly picture: JudgedPicture;
  readonly threshold: number;
  readonly onThreshold: (threshold: number) => void;
}

function Judged({ picture: { index, score }, threshold, onThreshold }: JudgedProps) {
  const { fileOf, pictureBoxes } = useEvaluateController();
  const { file, path } = fileOf(index)!;
  const { size, truth, found } = use(pictureBoxes(index));
  const [truthShown, setTruthShown] = useState(true);
  const boxes = found.filter((box) => box.score >= threshold);
  return (
    <div className={styles.body}>
      <div className={styles.picture}>
        <BoxesOnPicture
          key={index}
          file={file}
          name={path}
          size={size}
          boxes={boxes}
          truth={truthShown ? truth : []}
          labelled
        />
      </div>
      <div className={styles.controls}>
        <p>
          AP50 {formatFraction(score)}, {boxes.length} found, {truth.length} true
        </p>
        <label>
          Threshold {threshold.toFixed(2)}{' '}
          <input
            type="range"
            min="0"
            max="1"
            step="0.01"
            value={threshold}
            onChange={({ target }) => onThreshold(Number(target.value))}
          />
        </label>
        <label>
          <input type="checkbox" checked={truthShown} onChange={({ target }) => setTruthShown(target.checked)} /> Show
          what is true (dashed)
        </label>
      </div>
      <ul className={styles.list} aria-label="Found">
        {boxes.map(({ text, score }, i) => (
          <li key={i}>
            {text} <span>{formatScore(score)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
