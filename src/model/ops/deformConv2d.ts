import * as tf from '@tensorflow/tfjs-core';
import type { ConvParams } from '../weights/params';
import { hasFused, runFused } from './fused';
import { gatherRows } from './gatherRows';
import { linear } from './linear';

const KERNEL = 3;
const POINTS = KERNEL * KERNEL;
/** Sampled columns are built for at most this many values at a time (64 MB), whatever the size of the picture. */
const MAX_COLUMN_VALUES = 2 ** 24;

/**
 * Modulated deformable convolution 3 × 3, padding 1 (DCNv2), as the official CUDA op `ModulatedDeformConv`:
 * every kernel point samples at y·stride - 1 + i + dy, x·stride - 1 + j + dx, bilinearly with zeros outside,
 * times its mask; the bias is added last.
 * @param x [h, w, in]
 * @param offsets [h', w', 18]: (dy, dx) for each kernel point in row-major order
 * @param mask [h', w', 9], already in 0..1
 * @returns [h', w', out]
 */
export function deformConv2d(x: tf.Tensor3D, offsets: tf.Tensor3D, mask: tf.Tensor3D, p: ConvParams, stride: number): tf.Tensor3D {
  if (hasFused('DeformConv2d')) return runFused('DeformConv2d', { x, offsets, mask, weight: p.weight, bias: p.bias }, { stride });
  return tf.tidy(() => {
    const [h, w, channels] = x.shape;
    const [outH, outW] = mask.shape;
    const outputs = p.weight.shape[3];
    const rows = tf.reshape(x, [h * w, channels]) as tf.Tensor2D;
    const weight = { weight: tf.reshape(p.weight, [POINTS * channels, outputs]) as tf.Tensor2D, bias: p.bias };
    const places = samplePlaces(offsets, stride);
    const modulation = tf.reshape(mask, [outH * outW, POINTS]) as tf.Tensor2D;
    const total = outH * outW;
    const step = Math.max(1, Math.floor(MAX_COLUMN_VALUES / (POINTS * channels)));
    const blocks: tf.Tensor2D[] = [];
    for (let begin = 0; begin < total; begin += step) {
      const size = Math.min(step, total - begin);
      const block = (t: tf.Tensor2D) => tf.slice(t, [begin, 0], [size, POINTS]);
      blocks.push(tf.tidy(() => linear(sampleColumns(rows, h, w, block(places.y), block(places.x), block(modulation)), weight)));
    }
    const out = blocks.length === 1 ? blocks[0]! : tf.concat(blocks, 0);
    return tf.reshape(out, [outH, outW, outputs]);
  });
}

/** Sampling positions in pixels of the input, y and x [h'·w', 9]. */
function samplePlaces(offsets: tf.Tensor3D, stride: number): { y: tf.Tensor2D; x: tf.Tensor2D } {
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
    tf.reshape(tf.add(tf.slice(pairs, [0, axis], [-1, 1]), tf.tensor2d(base, [base.length, 1])), [outH * outW, POINTS]) as tf.Tensor2D;
  return { y: add(0, baseY), x: add(1, baseX) };
}

/** Bilinear samples times the mask, [n, 9 · channels], from rows [h·w, channels] at places y, x [n, 9]. */
function sampleColumns(rows: tf.Tensor2D, h: number, w: number, y: tf.Tensor2D, x: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D {
  const n = y.shape[0];
  const channels = rows.shape[1];
  const top = tf.floor(y);
  const left = tf.floor(x);
  const fractionY = tf.sub(y, top);
  const fractionX = tf.sub(x, left);
  const corner = (dy: 0 | 1, dx: 0 | 1) => {
    const cy = tf.add(top, dy);
    const cx = tf.add(left, dx);
    const share = tf.mul(dy ? fractionY : tf.sub(1, fractionY), dx ? fractionX : tf.sub(1, fractionX));
    const weight = tf.mul(tf.mul(share, mask), tf.mul(inside(cy, h), inside(cx, w)));
    // Outside corners have weight 0; clamping keeps their index valid, which backends treat differently otherwise.
    const index = tf.add(tf.mul(tf.clipByValue(cy, 0, h - 1), w), tf.clipByValue(cx, 0, w - 1));
    const values = gatherRows(rows, tf.cast(tf.reshape(index, [n * POINTS]), 'int32'));
    return tf.mul(values, tf.reshape(weight, [n * POINTS, 1]));
  };
  const sum = tf.tidy(() => tf.add(tf.add(corner(0, 0), corner(0, 1)), tf.add(corner(1, 0), corner(1, 1))));
  return tf.reshape(sum, [n, POINTS * channels]);
}

/** 1 where 0 <= position <= size - 1, for whole positions; else 0. */
function inside(position: tf.Tensor, size: number): tf.Tensor {
  return tf.cast(tf.equal(tf.clipByValue(position, 0, size - 1), position), 'float32');
}
