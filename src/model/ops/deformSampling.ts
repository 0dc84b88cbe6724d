import * as tf from '@tensorflow/tfjs-core';
import { eachCorner } from './bilinear';
import { gatherRows } from './gatherRows';

const KERNEL = 3;
export const POINTS = KERNEL * KERNEL;
/** Sampled columns are built for at most this many values at a time (64 MB), whatever the size of the picture. */
const MAX_COLUMN_VALUES = 2 ** 24;

/** What a deformable convolution samples, with the locations of its output in one sequence. */
export interface DeformSampling {
  /** Positions of the kernel's points in pixels of the input, y and x [locations, 9]. */
  readonly y: tf.Tensor2D;
  readonly x: tf.Tensor2D;
  /** [locations, 9] */
  readonly mask: tf.Tensor2D;
}

/** @param offsets [h', w', 18] @param mask [h', w', 9]; see deformConv2d */
export function deformSampling(offsets: tf.Tensor3D, mask: tf.Tensor3D, stride: number): DeformSampling {
  const [outH, outW] = offsets.shape;
  const baseY = new Float32Array(outH * outW * POINTS);
  const baseX = new Float32Array(outH * outW * POINTS);
  let i = 0;
  for (let row = 0; row < outH; row++) {
    for (let column = 0; column < outW; column++) {
      for (let point = 0; point < POINTS; point++, i++) {
        baseY[i] = row * stride - 1 + Math.floor(point / KERNEL);
        baseX[i] = column * stride - 1 + (point % KERNEL);
      }
    }
  }
  const pairs = tf.reshape(offsets, [outH * outW * POINTS, 2]);
  const add = (axis: number, base: Float32Array) =>
    tf.reshape(tf.add(tf.slice(pairs, [0, axis], [-1, 1]), tf.tensor2d(base, [base.length, 1])), [
      outH * outW,
      POINTS,
    ]) as tf.Tensor2D;
  return { y: add(0, baseY), x: add(1, baseX), mask: tf.reshape(mask, [outH * outW, POINTS]) };
}

/** The same in blocks of locations that are small enough to be worked on, each with the row that it begins at. */
export function samplingBlocks(
  { y, x, mask }: DeformSampling,
  channels: number,
): { begin: number; size: number; block: DeformSampling }[] {
  const total = y.shape[0];
  const step = Math.max(1, Math.floor(MAX_COLUMN_VALUES / (POINTS * channels)));
  return Array.from({ length: Math.ceil(total / step) }, (_, i) => {
    const begin = i * step;
    const size = Math.min(step, total - begin);
    const part = (t: tf.Tensor2D) => tf.slice(t, [begin, 0], [size, POINTS]);
    return { begin, size, block: { y: part(y), x: part(x), mask: part(mask) } };
  });
}

/** Bilinear samples times the mask, [n, 9 · channels], from rows [h · w, channels]. */
export function sampleColumns(rows: tf.Tensor2D, h: number, w: number, { y, x, mask }: DeformSampling): tf.Tensor2D {
  return tf.tidy(() => {
    const flat = (t: tf.Tensor2D) => tf.reshape(t, [t.size]) as tf.Tensor1D;
    const samples = eachCorner(flat(y), flat(x), h, w, ({ index, shareY, shareX, inside }) =>
      tf.tidy(() => {
        const weight = tf.mul(tf.mul(tf.mul(shareY, shareX), flat(mask)), inside);
        return tf.mul(gatherRows(rows, index), tf.reshape(weight, [weight.size, 1]));
      }),
    );
    return tf.reshape(tf.addN(samples), [y.shape[0], POINTS * rows.shape[1]]);
  });
}
