/** Bits of the fixed-point filter weights of Pillow's 8-bit resampling. */
export const PRECISION = 22;

/** A resize along one axis. */
export interface ResizeFilter {
  /** A row per output index: the first source index, the number of taps, and their weights in fixed point. */
  readonly table: Int32Array;
  /** Length of a row. */
  readonly stride: number;
}

/** The triangle filter, widened when shrinking, with weights in fixed point: what makes Pillow's "bilinear" antialiased. */
export function triangleFilter(from: number, to: number): ResizeFilter {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const stride = 2 + Math.ceil(support) * 2 + 1;
  const table = new Int32Array(to * stride);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const last = Math.min(Math.trunc(centre + support + 0.5), from);
    const raw = Array.from({ length: last - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / support)),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    table.set(
      [first, raw.length, ...raw.map((weight) => Math.trunc(0.5 + (weight / sum) * 2 ** PRECISION))],
      i * stride,
    );
  }
  return { table, stride };
}

/**
 * Bilinear resize of 8-bit pixels as Pillow does it: horizontally, rounded to 8 bits, then vertically.
 * @param source RGB, row-major, `width * height * 3` bytes.
 * @returns RGB of `toWidth * toHeight`.
 */
export function resizeRgb(
  source: Uint8Array,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Uint8Array {
  const wide = width === toWidth ? source : resizeRows(source, width, height, toWidth);
  return height === toHeight ? wide : resizeColumns(wide, toWidth, height, toHeight);
}

function resizeRows(source: Uint8Array, width: number, height: number, to: number): Uint8Array {
  const { table, stride } = triangleFilter(width, to);
  const out = new Uint8Array(to * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < to; x++, o += 3) {
      let r = 1 << (PRECISION - 1),
        g = r,
        b = r;
      const row = x * stride;
      let i = (y * width + table[row]!) * 3;
      for (let k = row + 2, end = k + table[row + 1]!; k < end; k++, i += 3) {
        const weight = table[k]!;
        r += weight * source[i]!;
        g += weight * source[i + 1]!;
        b += weight * source[i + 2]!;
      }
      out[o] = Math.min(r >> PRECISION, 255);
      out[o + 1] = Math.min(g >> PRECISION, 255);
      out[o + 2] = Math.min(b >> PRECISION, 255);
    }
  }
  return out;
}

function resizeColumns(source: Uint8Array, width: number, height: number, to: number): Uint8Array {
  const { table, stride } = triangleFilter(height, to);
  const row = width * 3;
  const out = new Uint8Array(row * to);
  const sums = new Int32Array(row);
  for (let y = 0; y < to; y++) {
    const [first, count] = [table[y * stride]!, table[y * stride + 1]!];
    sums.fill(1 << (PRECISION - 1));
    for (let k = 0; k < count; k++) {
      const weight = table[y * stride + 2 + k]!;
      const base = (first + k) * row;
      for (let x = 0; x < row; x++) sums[x]! += weight * source[base + x]!;
    }
    for (let x = 0; x < row; x++) out[y * row + x] = Math.min(sums[x]! >> PRECISION, 255);
  }
  return out;
}
