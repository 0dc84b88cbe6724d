import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { useNodeBackend } from '../../../tools/cli/nodeBackend';
import { conv2d } from './conv2d';

describe.each(['wasm', 'cpu'] as const)('gradient of the convolution, %s', (backend) => {
  beforeAll(() => useNodeBackend(backend, { threads: 1 }));

  it.each([
    [3, 1],
    [3, 2],
    [1, 1],
  ])('kernel %i, stride %i', (kernel, stride) => {
    const x = tf.randomNormal<tf.Rank.R3>([5, 8, 3], 0, 1, 'float32', 1);
    const weight = tf.randomNormal<tf.Rank.R4>([kernel, kernel, 3, 2], 0, 1, 'float32', 2);
    const bias = tf.tensor1d([0.5, -1]);
    const out = conv2d(x, { weight, bias }, stride);
    const dy = tf.randomNormal<tf.Rank.R3>(out.shape, 0, 1, 'float32', 3);
    const loss = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
      tf.sum(
        tf.mul(conv2d(x as tf.Tensor3D, { weight: weight as tf.Tensor4D, bias: bias as tf.Tensor1D }, stride), dy),
      );
    const gradients = tf.grads(loss)([x, weight, bias]);
    const inputs = [x, weight, bias];
    inputs.forEach((input, i) => {
      // The loss is linear in each of them: a step along any direction changes it by exactly the gradient's share.
      const step = tf.randomNormal(input.shape, 0, 1, 'float32', 4);
      const moved = loss(...(inputs.with(i, tf.add(input, step)) as [tf.Tensor, tf.Tensor, tf.Tensor]));
      const change = tf.sub(moved, loss(x, weight, bias)).dataSync()[0]!;
      expect(tf.sum(tf.mul(gradients[i]!, step)).dataSync()[0]).toBeCloseTo(change, 3);
    });
  });
});
