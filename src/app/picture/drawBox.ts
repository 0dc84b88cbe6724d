import type { Box } from '../../model';
import type { Size } from './view';

/** Boxes that are drawn and moved, in pixels of the picture. Pure. */

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Smaller ones are slips of the hand. Share of the longer side of the picture. */
const MIN_SIDE = 0.008;

const between = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The box between two corners, within the picture; undefined where it is too small to be meant. */
export function boxBetween(a: Point, b: Point, { width, height }: Size): Box | undefined {
  const [x0, x1] = [Math.min(a.x, b.x), Math.max(a.x, b.x)].map((x) => between(x, 0, width)) as [number, number];
  const [y0, y1] = [Math.min(a.y, b.y), Math.max(a.y, b.y)].map((y) => between(y, 0, height)) as [number, number];
  const smallest = MIN_SIDE * Math.max(width, height);
  return x1 - x0 >= smallest && y1 - y0 >= smallest ? [x0, y0, x1, y1] : undefined;
}

/** Share of the picture's longer side that a key moves a box by. */
const NUDGE = 0.01;
const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The box after an arrow key: moved, or, for `resize`, with its lower right corner moved. Undefined for other keys. */
export function nudge([x0, y0, x1, y1]: Box, key: string, resize: boolean, picture: Size): Box | undefined {
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  const { width, height } = picture;
  const [dx, dy] = direction.map((sign) => sign * NUDGE * Math.max(width, height)) as [number, number];
  if (resize) return boxBetween({ x: x0, y: y0 }, { x: Math.max(x0, x1 + dx), y: Math.max(y0, y1 + dy) }, picture);
  const [x, y] = [between(x0 + dx, 0, width - (x1 - x0)), between(y0 + dy, 0, height - (y1 - y0))];
  return [x, y, x + x1 - x0, y + y1 - y0];
}

/** As parts of the picture, for CSS. */
export const placeOf = ([x0, y0, x1, y1]: Box, { width, height }: Size) => ({
  left: `${(100 * x0) / width}%`,
  top: `${(100 * y0) / height}%`,
  width: `${(100 * (x1 - x0)) / width}%`,
  height: `${(100 * (y1 - y0)) / height}%`,
});

/** Share of the picture that a box's pill takes, at the most. */
const [PILL_WIDTH, PILL_HEIGHT] = [0.38, 0.11];

/** Where a box's pill has room: outside of the box, and to the left or right end of its side. */
export const pillRoom = ([x0, y0, , y1]: Box, { width, height }: Size) => ({
  'data-full-above': y0 < PILL_HEIGHT * height || undefined,
  'data-full-below': y1 > (1 - PILL_HEIGHT) * height || undefined,
  'data-full-right': x0 > (1 - PILL_WIDTH) * width || undefined,
});
