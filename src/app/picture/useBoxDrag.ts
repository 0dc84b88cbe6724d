import { useRef, useState, type PointerEvent } from 'react';
import type { Box } from '../../model';
import { moveBox, resizeBox, type Handle } from './editBox';
import type { Size } from './view';

/** Screen pixels that a pointer moves before it drags. */
const SLOP = 3;

interface BoxDrag {
  /** The box as it would be if the pointer were let go now; undefined while none is down. */
  readonly draft: Box | undefined;
  /** The listeners of what a pointer takes hold of. @param handle which edges it moves; without one, the whole box. */
  readonly grip: (handle?: Handle) => {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

/**
 * Moves and resizes a box by pointer or finger.
 * @param picture its size: the box is in these pixels, and stays within them.
 * @param frameOf the element on the screen that the whole picture fills.
 * @param onChange called once, when the pointer is let go.
 */
export function useBoxDrag(
  box: Box,
  picture: Size,
  frameOf: (grip: Element) => Element,
  onChange: (box: Box) => void,
): BoxDrag {
  const from = useRef<{ readonly x: number; readonly y: number }>(undefined);
  const [draft, setDraft] = useState<Box>();
  const end = () => {
    from.current = undefined;
    setDraft(undefined);
  };
  return {
    draft,
    grip: (handle) => ({
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, y: event.clientY };
      },
      onPointerMove: (event) => {
        if (!from.current) return;
        const [right, down] = [event.clientX - from.current.x, event.clientY - from.current.y];
        if (!draft && Math.hypot(right, down) < SLOP) return;
        const scale = picture.width / frameOf(event.currentTarget).getBoundingClientRect().width;
        const [dx, dy] = [right * scale, down * scale];
        setDraft(handle ? resizeBox(box, handle, dx, dy, picture) : moveBox(box, dx, dy, picture));
      },
      onPointerUp: () => {
        if (draft) onChange(draft);
        end();
      },
      onPointerCancel: end,
    }),
  };
}
