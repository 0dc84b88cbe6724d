import type { Corners } from './anchors';

/**
 * The GLIP head's own box coder (official `VLDyHead` BoxCoder): inclusive corners, so width = x1 - x0 + 1, but the centre is the
 * plain middle (x0 + x1) / 2.
 */
export const CODE_WEIGHTS = [10, 10, 5, 5] as const;
export const MAX_LOG_SCALE = Math.log(1000 / 16);

type Code = readonly [dx: number, dy: number, dw: number, dh: number];

const measure = ([x0, y0, x1, y1]: Readonly<Corners>) => ({
  w: x1 - x0 + 1,
  h: y1 - y0 + 1,
  x: (x0 + x1) / 2,
  y: (y0 + y1) / 2,
});

export function decodeBox(code: Code, anchor: Readonly<Corners>): Corners {
  const a = measure(anchor);
  const x = (code[0] / CODE_WEIGHTS[0]) * a.w + a.x;
  const y = (code[1] / CODE_WEIGHTS[1]) * a.h + a.y;
  const w = Math.exp(Math.min(code[2] / CODE_WEIGHTS[2], MAX_LOG_SCALE)) * a.w;
  const h = Math.exp(Math.min(code[3] / CODE_WEIGHTS[3], MAX_LOG_SCALE)) * a.h;
  return [x - (w - 1) / 2, y - (h - 1) / 2, x + (w - 1) / 2, y + (h - 1) / 2];
}

export function encodeBox(box: Readonly<Corners>, anchor: Readonly<Corners>): [number, number, number, number] {
  const b = measure(box);
  const a = measure(anchor);
  return [
    (CODE_WEIGHTS[0] * (b.x - a.x)) / a.w,
    (CODE_WEIGHTS[1] * (b.y - a.y)) / a.h,
    CODE_WEIGHTS[2] * Math.log(b.w / a.w),
    CODE_WEIGHTS[3] * Math.log(b.h / a.h),
  ];
}
