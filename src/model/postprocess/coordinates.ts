import type { Corners } from '../network/anchors';
import type { Box } from '../types';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Inclusive corners in the network's input -> outer edges in the original picture; scaled by the plain ratio of the sizes. */
export function toOriginal([x0, y0, x1, y1]: Readonly<Corners>, input: Size, original: Size): Box {
  const x = original.width / input.width;
  const y = original.height / input.height;
  return [x0 * x, y0 * y, (x1 + 1) * x, (y1 + 1) * y];
}

/** Outer edges in the original picture -> inclusive corners in the network's input, the inverse of `toOriginal`. */
export function toInput([x0, y0, x1, y1]: Box, input: Size, original: Size): Corners {
  const x = input.width / original.width;
  const y = input.height / original.height;
  return [x0 * x, y0 * y, x1 * x - 1, y1 * y - 1];
}
