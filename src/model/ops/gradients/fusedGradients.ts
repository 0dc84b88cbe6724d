import * as tf from '@tensorflow/tfjs-core';
import { deformDataGradient, deformWeightGradient } from '../deformConv2dGradient';
import { registeredName, type FusedKernel } from '../fused';
import { groupMeans } from '../groupNorm';
import { floatsOf } from '../halves';
import { headMatMul, join, separate, type HeadAttributes } from '../headMatMul';
import { matMulTransposedA, matMulTransposedB } from '../matMulTransposed';

/**
 * Gradients of the fused kernels of the head. With this module loaded they run fused where a gradient is traced, too, and only what
 * is asked for is computed: nothing for weights that are frozen.
 */

type Gradients = Record<string, () => tf.Tensor>;

/** @param saved names of the inputs that the gradient reads. */
function define<Attributes>(
  kernel: FusedKernel,
  saved: readonly string[],
  gradient: (dy: tf.Tensor, inputs: tf.Tensor[], attributes: Attributes) => Gradients,
): void {
  tf.registerGradient({
    kernelName: registeredName(kernel),
    inputsToSave: [...saved],
    gradFunc: (dy, inputs, attributes) => gradient(dy as tf.Tensor, inputs, attributes as unknown as Attributes),
  });
}

define('Linear', ['x', 'weight'], (dy, [x, weight]) => ({
  x: () => matMulTransposedB(dy as tf.Tensor2D, floatsOf(weight as tf.Tensor2D)),
  weight: () => matMulTransposedA(x as tf.Tensor2D, dy as tf.Tensor2D),
  bias: () => tf.sum(dy, 0),
}));

define<HeadAttributes>('HeadMatMul', ['a', 'b'], (dy, [a, b], { heads, transposeB, ...held }) => {
  const [dOut, left, right] = [
    { matrix: dy as tf.Tensor2D, heads: held.out },
    { matrix: a as tf.Tensor2D, heads: held.a },
    { matrix: b as tf.Tensor2D, heads: held.b },
  ];
  return {
    a: () => headMatMul(heads, dOut, right, { out: held.a, transposeB: !transposeB }),
    b: () => {
      const [rows, columns] = transposeB ? [dOut, left] : [left, dOut];
      return join(tf.matMul<tf.Tensor3D>(separate(rows, heads), separate(columns, heads), true), held.b);
    },
  };
});

define<{ epsilon: number }>('LayerNorm', ['x', 'weight'], (dy, [x, weight], { epsilon }) => {
  const channels = x!.shape.at(-1)!;
  const rows = (t: tf.Tensor) => tf.reshape<tf.Rank.R2>(t, [t.size / channels, channels]);
  return normGradient(rows(dy), rows(x!), weight as tf.Tensor1D, x!.shape, epsilon, (values) =>
    tf.mean(values, 1, true),
  );
});

define<{ groups: number; epsilon: number }>('GroupNorm', ['x', 'weight'], (dy, [x, weight], { groups, epsilon }) => {
  const channels = x!.shape.at(-1)!;
  const rows = (t: tf.Tensor) => tf.reshape<tf.Rank.R2>(t, [t.size / channels, channels]);
  return normGradient(rows(dy), rows(x!), weight as tf.Tensor1D, x!.shape, epsilon, (values) =>
    groupMeans(values, groups),
  );
});

/** Of (x - mean) / deviation · weight + bias. @param means over what is normalised together, to be broadcast against [rows, channels] */
function normGradient(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  shape: number[],
  epsilon: number,
  means: (values: tf.Tensor2D) => tf.Tensor,
): Gradients {
  const centred = tf.sub<tf.Tensor2D>(x, means(x));
  const inverse = tf.rsqrt(tf.add(means(tf.square(centred)), epsilon));
  const unit = tf.mul<tf.Tensor2D>(centred, inverse);
  return {
    x: () => {
      const wanted = tf.mul<tf.Tensor2D>(dy, weight);
      const along = tf.mul(unit, means(tf.mul(wanted, unit)));
      return tf.reshape(tf.mul(tf.sub(tf.sub(wanted, means(wanted)), along), inverse), shape);
    },
    weight: () => tf.sum(tf.mul(dy, unit), 0),
    bias: () => tf.sum(dy, 0),
  };
}

define<{ stride: number }>('DeformConv2d', ['x', 'offsets', 'mask', 'weight'], (dy, saved, { stride }) => {
  const [x, offsets, mask, weight] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor4D];
  const inputs = { x, offsets, mask, weight };
  const data = deformDataGradient(dy as tf.Tensor3D, inputs, stride);
  return {
    x: () => data.x,
    offsets: () => data.offsets,
    mask: () => data.mask,
    weight: () => deformWeightGradient(dy as tf.Tensor3D, inputs, stride),
    bias: () => tf.sum(dy, [0, 1]),
  };
});
