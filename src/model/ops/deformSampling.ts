import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from './rows';

const KERNEL = 3;
export const POINTS = KERNEL * KERNEL;
/** Sampled columns are built for at most this many values at a time (64 MB), whatever the size of the picture. */
const MAX_COLUMN_VALUES = 2 ** 24;

/** Where a deformable convolution samples, with the locations of its output in one sequence. */
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
  const pairs = tf.reshape<tf.Rank.R2>(offsets, [outH * outW * POINTS, 2]);
  const add = (axis: number, base: Float32Array) =>
    tf.reshape<tf.Rank.R2>(tf.add(tf.slice(pairs, [0, axis], [-1, 1]), tf.tensor2d(base, [base.length, 1])), [
      outH * outW,
      POINTS,
    ]);
  return { y: add(0, baseY), x: add(1, baseX), mask: tf.reshape(mask, [outH * outW, POINTS]) };
}

/** A sampling in blocks of locations that are small enough to be worked on, each with the row that it begins at. */
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
    const samples = eachCorner(flatten(y), flatten(x), h, w, ({ index, weightY, weightX, inside }) =>
      tf.tidy(() => {
        const weight = tf.mul(tf.mul(tf.mul(weightY, weightX), flatten(mask)), inside);
        return tf.mul<tf.Tensor2D>(gatherRows(rows, index), tf.reshape(weight, [weight.size, 1]));
      }),
    );
    return tf.reshape(tf.addN(samples), [y.shape[0], POINTS * rows.shape[1]]);
  });
}

export const flatten = (t: tf.Tensor2D) => tf.reshape<tf.Rank.R1>(t, [t.size]);

/** One of the four grid points around every sampled position: which it is, and its weight in the bilinear sample. */
export interface Corner {
  /** Its row of a map [h · w, channels], int32; valid even where the corner is outside. */
  readonly index: tf.Tensor1D;
  /** Weights along each axis, 0..1, and how they grow with the position: the sample takes weightY · weightX · inside. */
  readonly weightY: tf.Tensor1D;
  readonly weightX: tf.Tensor1D;
  readonly slopeY: 1 | -1;
  readonly slopeX: 1 | -1;
  /** 1 or 0: there are zeros around the map. */
  readonly inside: tf.Tensor1D;
}

/** The corners of positions y, x (pixels of an h × w map, both [n]), made one at a time. */
export function eachCorner<T>(y: tf.Tensor1D, x: tf.Tensor1D, h: number, w: number, use: (corner: Corner) => T): T[] {
  const top = tf.floor(y);
  const left = tf.floor(x);
  const fractionY = tf.sub<tf.Tensor1D>(y, top);
  const fractionX = tf.sub<tf.Tensor1D>(x, left);
  const corner = (dy: 0 | 1, dx: 0 | 1): Corner => {
    const cy = tf.add<tf.Tensor1D>(top, dy);
    const cx = tf.add<tf.Tensor1D>(left, dx);
    // Outside corners have weight 0; clamping keeps their index valid, which backends treat differently otherwise.
    const index = tf.add<tf.Tensor1D>(tf.mul(tf.clipByValue(cy, 0, h - 1), w), tf.clipByValue(cx, 0, w - 1));
    return {
      index: tf.cast(index, 'int32'),
      weightY: dy ? fractionY : tf.sub(1, fractionY),
      weightX: dx ? fractionX : tf.sub(1, fractionX),
      slopeY: dy ? 1 : -1,
      slopeX: dx ? 1 : -1,
      inside: tf.mul(inside(cy, h), inside(cx, w)),
    };
  };
  return [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)].map(use);
}

/** 1 where 0 <= position <= size - 1, for whole positions; else 0. */
function inside(position: tf.Tensor1D, size: number): tf.Tensor1D {
  return tf.cast(tf.equal<tf.Tensor1D>(tf.clipByValue(position, 0, size - 1), position), 'float32');
}
