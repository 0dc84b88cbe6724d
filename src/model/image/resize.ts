/** Bits of the fixed-point filter weights of Pillow's 8-bit resampling. */
const PRECISION = 22;

interface Filter {
  /** First source index and number of taps per output index. */
  readonly begin: Int32Array;
  readonly count: Int32Array;
  readonly taps: number;
  /** `taps` fixed-point weights per output index. */
  readonly weights: Int32Array;
}

/** The triangle filter, widened when shrinking, with weights in fixed point: what makes Pillow's "bilinear" antialiased. */
function triangleFilter(from: number, to: number): Filter {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const taps = Math.ceil(support) * 2 + 1;
  const begin = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const last = Math.min(Math.trunc(centre + support + 0.5), from);
    const raw = Array.from({ length: last - first }, (_, k) => Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / support)));
    const sum = raw.reduce((a, b) => a + b, 0);
    begin[i] = first;
    count[i] = raw.length;
    raw.forEach((weight, k) => (weights[i * taps + k] = Math.trunc(0.5 + (weight / sum) * 2 ** PRECISION)));
  }
  return { begin, count, taps, weights };
}

/**
 * Bilinear resize of 8-bit pixels as Pillow does it: horizontally, rounded to 8 bits, then vertically.
 * @param source RGB, row-major, `width * height * 3` bytes.
 * @returns RGB of `toWidth * toHeight`.
 */
export function resizeRgb(source: Uint8Array, width: number, height: number, toWidth: number, toHeight: number): Uint8Array {
  const wide = width === toWidth ? source : resizeRows(source, width, height, toWidth);
  return height === toHeight ? wide : resizeColumns(wide, toWidth, height, toHeight);
}

function resizeRows(source: Uint8Array, width: number, height: number, to: number): Uint8Array {
  const { begin, count, taps, weights } = triangleFilter(width, to);
  const out = new Uint8Array(to * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < to; x++, o += 3) {
      let r = 1 << (PRECISION - 1), g = r, b = r;
      let i = (y * width + begin[x]!) * 3;
      for (let k = x * taps, end = k + count[x]!; k < end; k++, i += 3) {
        const weight = weights[k]!;
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
  const { begin, count, taps, weights } = triangleFilter(height, to);
  const row = width * 3;
  const out = new Uint8Array(row * to);
  const sums = new Int32Array(row);
  for (let y = 0; y < to; y++) {
    sums.fill(1 << (PRECISION - 1));
    for (let k = 0; k < count[y]!; k++) {
      const weight = weights[y * taps + k]!;
      const base = (begin[y]! + k) * row;
      for (let x = 0; x < row; x++) sums[x]! += weight * source[base + x]!;
    }
    for (let x = 0; x < row; x++) out[y * row + x] = Math.min(sums[x]! >> PRECISION, 255);
  }
  return out;
}
