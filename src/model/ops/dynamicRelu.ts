import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from '../weights/params';
import { hasFused, runFused } from './fused';
import { hardSigmoid } from './hardSigmoid';
import { linear } from './linear';

/**
 * DYReLU: max(x·a1 + b1, x·a2 + b2), per channel, with coefficients that a small network makes from the average over all locations.
 * @param squeeze [channels, hidden] @param expand [hidden, 4 · channels]: a1, b1, a2, b2
 * @returns as x, [h, w, channels]
 */
export function dynamicRelu(x: tf.Tensor3D, squeeze: LinearParams, expand: LinearParams): tf.Tensor3D {
  if (hasFused('DynamicRelu')) {
    return runFused('DynamicRelu', { x, squeeze: squeeze.weight, squeezeBias: squeeze.bias!, expand: expand.weight, expandBias: expand.bias! });
  }
  return tf.tidy(() => {
    const pooled = tf.reshape(tf.mean(x, [0, 1]), [1, x.shape[2]]) as tf.Tensor2D;
    const coefficients = hardSigmoid(linear(tf.relu(linear(pooled, squeeze)), expand));
    const [a1, b1, a2, b2] = tf.split(tf.reshape(coefficients, [4 * x.shape[2]]), 4);
    const centred = (y: tf.Tensor | undefined) => tf.sub(y!, 0.5);
    const piece = (a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(x, a), b);
    return tf.maximum(
      piece(tf.add(tf.mul(centred(a1), 2), 1), centred(b1)),
      piece(tf.mul(centred(a2), 2), centred(b2)),
    ) as tf.Tensor3D;
  });
}
