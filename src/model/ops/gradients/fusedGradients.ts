import * as tf from '@tensorflow/tfjs-core';
import { headMatMul, joinHeads, separateHeads, type HeadMatrix } from '../attention';
import { deformDataGradient, deformWeightGradient } from '../deformConv2dGradient';
import { defineGradient } from '../kernels';
import { matMulTransposedA, matMulTransposedB } from '../linear';
import { groupMeans } from '../norms';
import { toFloat32 } from '../weights';

/**
 * Gradients of the fused kernels of the head. With this module loaded they run fused where a gradient is traced, too, and only what
 * is asked for is computed: nothing for weights that are frozen.
 */

defineGradient('Linear', ['x', 'weight'], (dy, { x, weight }) => ({
  x: () => matMulTransposedB(dy, toFloat32(weight)),
  weight: () => matMulTransposedA(x, dy),
  bias: () => tf.sum(dy, 0),
}));

defineGradient('HeadMatMul', ['a', 'b'], (dy, { a, b }, { heads, transposeB, ...layouts }) => {
  const dOut: HeadMatrix = { matrix: dy, heads: layouts.out };
  const left: HeadMatrix = { matrix: a, heads: layouts.a };
  const right: HeadMatrix = { matrix: b, heads: layouts.b };
  return {
    a: () => headMatMul(heads, dOut, right, { out: layouts.a, transposeB: !transposeB }),
    b: () => {
      const [rows, columns] = transposeB ? [dOut, left] : [left, dOut];
      return joinHeads(
        tf.matMul<tf.Tensor3D>(separateHeads(rows, heads), separateHeads(columns, heads), true),
        layouts.b,
      );
    },
  };
});

defineGradient('LayerNorm', ['x', 'weight'], (dy, { x, weight }, { epsilon }) =>
  normGradient(dy, x, weight, epsilon, (values) => tf.mean(values, 1, true)),
);

defineGradient('GroupNorm', ['x', 'weight'], (dy, { x, weight }, { groups, epsilon }) => {
  const rows = (t: tf.Tensor3D) => tf.reshape<tf.Rank.R2>(t, [t.shape[0] * t.shape[1], t.shape[2]]);
  const gradients = normGradient(rows(dy), rows(x), weight, epsilon, (values) => groupMeans(values, groups));
  return { ...gradients, x: () => tf.reshape<tf.Rank.R3>(gradients.x(), x.shape) };
});

/**
 * Gradients of the normalisation (x - mean) / deviation · weight + bias.
 * @param means over what is normalised together, to be broadcast against [rows, channels]
 */
function normGradient(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  epsilon: number,
  means: (values: tf.Tensor2D) => tf.Tensor,
) {
  const centred = tf.sub<tf.Tensor2D>(x, means(x));
  const inverse = tf.rsqrt(tf.add(means(tf.square(centred)), epsilon));
  const unit = tf.mul<tf.Tensor2D>(centred, inverse);
  return {
    x: () => {
      const scaled = tf.mul<tf.Tensor2D>(dy, weight);
      const along = tf.mul(unit, means(tf.mul(scaled, unit)));
      return tf.mul<tf.Tensor2D>(tf.sub(tf.sub(scaled, means(scaled)), along), inverse);
    },
    weight: () => tf.sum(tf.mul(dy, unit), 0),
    bias: () => tf.sum(dy, 0),
  };
}

defineGradient('DeformConv2d', ['x', 'offsets', 'mask', 'weight'], (dy, inputs, { stride }) => {
  const data = deformDataGradient(dy, inputs, stride);
  return {
    x: () => data.x,
    offsets: () => data.offsets,
    mask: () => data.mask,
    weight: () => deformWeightGradient(dy, inputs, stride),
    bias: () => tf.sum(dy, [0, 1]),
  };
});
