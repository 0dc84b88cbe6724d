import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from './layerParams';
import { hardSigmoid } from './hardSigmoid';
import { linear } from './linear';

/** DYReLU's small network: [channels, hidden], and [hidden, 4 · channels] for a1, b1, a2, b2. */
export interface DynamicReluParams {
  readonly squeeze: LinearParams;
  readonly expand: LinearParams;
}

/**
 * DYReLU: max(x·a1 + b1, x·a2 + b2), per channel, with coefficients that a small network makes from the average over all locations.
 * x [h, w, channels] -> the same shape.
 */
export function dynamicRelu(x: tf.Tensor3D, { squeeze, expand }: DynamicReluParams): tf.Tensor3D {
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
