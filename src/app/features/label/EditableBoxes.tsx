import { useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent } from 'react';
import type { LabelledBox } from '../../../data/datasets/labelledPicture';
import type { Box } from '../../../model';
import { phraseStyle } from '../../picture/palette';
import { FileImage } from '../../picture/FileImage';
import { textWidth } from '../../picture/textWidth';
import { useSize } from '../../picture/useSize';
import { layOut, toScreen, WHOLE, type Size, type View } from '../../picture/view';
import { useLabels } from './drawnBoxes';
import { cursorOf, drawnBox, HANDLES, moveBox, resizeBox, type Handle } from '../../picture/editBox';
import styles from './LabelEditor.module.css';

interface EditableBoxesProps {
  readonly file: Blob;
  readonly name: string;
  readonly boxes: readonly LabelledBox[];
  /** Index of the box that keys act on. */
  readonly selected: number | undefined;
  /** A finger draws only then: otherwise it scrolls. */
  readonly armed: boolean;
  readonly onSelect: (at: number | undefined) => void;
  readonly onDrawn: () => void;
  readonly onChange: (change: (boxes: readonly LabelledBox[]) => readonly LabelledBox[]) => void;
  readonly onRemove: (at: number) => void;
}

/** What a pointer that is down is doing. */
interface Drag {
  readonly kind: 'draw' | 'change';
  /** Of the change: which box, by which handle; without one it is moved. */
  readonly at?: number;
  readonly handle?: Handle;
  /** Where it went down, in pixels of the picture. */
  readonly from: { readonly x: number; readonly y: number };
  /** The box as it would be if the pointer were let go now. */
  readonly box: Box | undefined;
}

/** Share of the longer side that an arrow key moves a box by. */
const STEP = 1 / 200;
const HANDLE_SIDE = 9;
/** Of what a finger takes hold of, where the box has room for it. Screen pixels. */
const GRIP_SIDE = 30;
/** A click moves the pointer a little. Screen pixels. */
const SLOP = 3;
const NEW_LABEL = 'thing';

/** What a new box is called until somebody says: as the last one. */
export const newLabel = (boxes: readonly LabelledBox[], labels: readonly string[]) =>
  boxes.at(-1)?.label ?? labels[0] ?? NEW_LABEL;

/** The picture with its boxes, which pointer and keyboard change. */
export function EditableBoxes({
  file,
  name,
  boxes,
  selected,
  armed,
  onSelect,
  onDrawn,
  onChange,
  onRemove,
}: EditableBoxesProps) {
  const frame = useRef<HTMLDivElement>(null);
  const stage = useSize(frame);
  const [picture, setPicture] = useState<Size>();
  const [drag, setDrag] = useState<Drag>();
  const labels = useLabels();
  const view = useMemo(() => stage && picture && layOut(picture, stage, WHOLE), [stage, picture]);

  useEffect(() => {
    const target = frame.current;
    // A finger on the selected box drags it; anywhere else it scrolls.
    const hold = (event: TouchEvent) => {
      if (event.touches.length === 1 && event.target instanceof Element && event.target.closest('[data-selected]'))
        event.preventDefault();
    };
    target?.addEventListener('touchstart', hold, { passive: false });
    return () => target?.removeEventListener('touchstart', hold);
  }, []);

  const shape = picture && ({ '--shape': picture.width / picture.height } as CSSProperties);
  const pointOf = ({ clientX, clientY }: PointerEvent) => {
    const { left, top } = frame.current!.getBoundingClientRect();
    return { x: (clientX - left - view!.x) / view!.scale, y: (clientY - top - view!.y) / view!.scale };
  };
  const grab = (event: PointerEvent, start: Pick<Drag, 'kind' | 'at' | 'handle'>) => {
    if (!view || event.button !== 0) return;
    event.stopPropagation();
    // What a finger touches first is selected; then it can be dragged.
    const scrolls = event.pointerType === 'touch' && (start.at === undefined ? !armed : start.at !== selected);
    if (scrolls) return start.at === undefined ? undefined : onSelect(start.at);
    frame.current!.setPointerCapture(event.pointerId);
    onSelect(start.at);
    setDrag({ ...start, from: pointOf(event), box: undefined });
  };
  const dragTo = (event: PointerEvent) => {
    if (!drag || !picture) return;
    const to = pointOf(event);
    const { at, handle, from } = drag;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    if (!drag.box && Math.hypot(dx, dy) * view!.scale < SLOP) return;
    const original = at === undefined ? undefined : boxes[at]?.box;
    const box = !original
      ? drawnBox(from, to, picture)
      : handle
        ? resizeBox(original, handle, dx, dy, picture)
        : moveBox(original, dx, dy, picture);
    setDrag({ ...drag, box });
  };
  const letGo = () => {
    if (drag?.box) {
      if (drag.kind === 'change') changeBox(drag.at!, drag.box);
      else {
        const added = { box: drag.box, label: newLabel(boxes, labels) };
        onChange((boxes) => [...boxes, added]);
        onSelect(boxes.length);
        onDrawn();
      }
    }
    setDrag(undefined);
  };
  /** A person has changed it: the model's score is no longer its own. */
  const changeBox = (at: number, box: Box) => {
    const { label, span } = boxes[at]!;
    onChange((boxes) => boxes.with(at, { box, label, ...(span && { span }) }));
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const { key, shiftKey } = event;
    const direction = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const)[key];
    if (direction && picture) {
      const step = Math.max(1, Math.max(picture.width, picture.height) * STEP);
      const [dx, dy] = [direction[0] * step, direction[1] * step];
      changeBox(
        at,
        shiftKey
          ? resizeBox(boxes[at]!.box, { x: 1, y: 1 }, dx, dy, picture)
          : moveBox(boxes[at]!.box, dx, dy, picture),
      );
    } else if (key === 'Delete' || key === 'Backspace') onRemove(at);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={frame}
      className={styles.stage}
      style={shape}
      data-testid="label-stage"
      data-armed={armed || undefined}
      onPointerDown={(event) => grab(event, { kind: 'draw' })}
      onPointerMove={dragTo}
      onPointerUp={letGo}
      onPointerCancel={() => setDrag(undefined)}
    >
      <FileImage
        file={file}
        alt={name}
        style={
          view && picture
            ? { left: view.x, top: view.y, width: picture.width * view.scale, height: picture.height * view.scale }
            : { visibility: 'hidden' }
        }
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setPicture({ width: naturalWidth, height: naturalHeight })
        }
      />
      {stage && view && (
        <svg className={styles.marks} width={stage.width} height={stage.height} role="group" aria-label="Boxes">
          {boxes.map((box, at) => (
            <BoxMark
              key={at}
              box={drag?.kind === 'change' && drag.at === at && drag.box ? drag.box : box.box}
              label={box.label}
              style={Math.max(0, labels.indexOf(box.label))}
              number={at + 1}
              view={view}
              stageWidth={stage.width}
              selected={at === selected}
              onSelect={() => onSelect(at)}
              onGrab={(event, handle) => grab(event, { kind: 'change', at, ...(handle && { handle }) })}
              onKeyDown={(event) => onKeyDown(event, at)}
            />
          ))}
          {drag?.kind === 'draw' && drag.box && <rect className={styles.drawing} {...toScreen(drag.box, view)} />}
        </svg>
      )}
    </div>
  );
}

interface BoxMarkProps {
  readonly box: Box;
  readonly label: string;
  readonly style: number;
  readonly number: number;
  readonly view: View;
  /** Screen pixels; names stay within it. */
  readonly stageWidth: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onGrab: (event: PointerEvent, handle?: Handle) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function BoxMark({ box, label, style, number, view, stageWidth, selected, onSelect, onGrab, onKeyDown }: BoxMarkProps) {
  const rect = toScreen(box, view);
  const { color, ink } = phraseStyle(style);
  const labelWidth = textWidth(label) + 14;
  // The middle third is left to move the box by.
  const grip = Math.max(HANDLE_SIDE, Math.min(GRIP_SIDE, (2 / 3) * rect.width, (2 / 3) * rect.height));
  return (
    <g
      className={styles.box}
      role="button"
      tabIndex={0}
      aria-label={`Box ${number}: ${label}`}
      aria-pressed={selected}
      data-selected={selected || undefined}
      data-testid="editable-box"
      data-box={box.map((edge) => Math.round(edge)).join(',')}
      onFocus={onSelect}
      onPointerDown={(event) => onGrab(event)}
      onKeyDown={onKeyDown}
    >
      <rect className={styles.halo} {...rect} rx={2} />
      <rect className={styles.stroke} {...rect} rx={2} stroke={color} />
      <g
        className={styles.label}
        transform={`translate(${Math.max(0, Math.min(rect.x - 1, stageWidth - labelWidth))} ${Math.max(0, rect.y - 22)})`}
      >
        <rect width={labelWidth} height={22} rx={4} fill={color} />
        <text x={7} y={11} fill={ink}>
          {label}
        </text>
      </g>
      {selected &&
        HANDLES.map((handle) => (
          <g
            key={`${handle.x} ${handle.y}`}
            transform={`translate(${rect.x + ((handle.x + 1) / 2) * rect.width} ${rect.y + ((handle.y + 1) / 2) * rect.height})`}
          >
            <rect
              className={styles.handle}
              x={-HANDLE_SIDE / 2}
              y={-HANDLE_SIDE / 2}
              width={HANDLE_SIDE}
              height={HANDLE_SIDE}
            />
            <rect
              className={styles.grip}
              x={-grip / 2}
              y={-grip / 2}
              width={grip}
              height={grip}
              style={{ cursor: cursorOf(handle) }}
              onPointerDown={(event) => onGrab(event, handle)}
            />
          </g>
        ))}
    </g>
  );
}
