import type { Box } from '../../model';
import type { Size } from './view';

/** Changes of a box by hand; it always stays in the picture and has an area. Pixels of the picture. Pure. */

/** Shorter sides are slips of the hand. */
export const LEAST_SIDE = 2;

/** Which edges a handle moves: -1 the left or upper, 1 the right or lower, 0 neither. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

export const HANDLES: readonly Handle[] = ([-1, 0, 1] as const).flatMap((y) =>
  ([-1, 0, 1] as const).flatMap((x) => (x === 0 && y === 0 ? [] : [{ x, y }])),
);

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

export function moveBox([x0, y0, x1, y1]: Box, dx: number, dy: number, { width, height }: Size): Box {
  const [x, y] = [clamp(dx, -x0, width - x1), clamp(dy, -y0, height - y1)];
  return [x0 + x, y0 + y, x1 + x, y1 + y];
}

export function resizeBox(
  [x0, y0, x1, y1]: Box,
  { x, y }: Handle,
  dx: number,
  dy: number,
  { width, height }: Size,
): Box {
  return [
    x < 0 ? clamp(x0 + dx, 0, x1 - LEAST_SIDE) : x0,
    y < 0 ? clamp(y0 + dy, 0, y1 - LEAST_SIDE) : y0,
    x > 0 ? clamp(x1 + dx, x0 + LEAST_SIDE, width) : x1,
    y > 0 ? clamp(y1 + dy, y0 + LEAST_SIDE, height) : y1,
  ];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The box between two corners; undefined if it is too small to have been meant. */
export function drawnBox(from: Point, to: Point, { width, height }: Size): Box | undefined {
  const [x0, x1] = [from.x, to.x].map((x) => clamp(x, 0, width)).sort((a, b) => a - b) as [number, number];
  const [y0, y1] = [from.y, to.y].map((y) => clamp(y, 0, height)).sort((a, b) => a - b) as [number, number];
  return x1 - x0 >= LEAST_SIDE && y1 - y0 >= LEAST_SIDE ? [x0, y0, x1, y1] : undefined;
}

/** The pointer over a handle. */
export const cursorOf = ({ x, y }: Handle) =>
  `${{ '-1': 'n', 0: '', 1: 's' }[y]}${{ '-1': 'w', 0: '', 1: 'e' }[x]}-resize`;
