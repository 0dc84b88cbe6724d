import * as tf from '@tensorflow/tfjs-core';
import { hardSigmoid } from '../ops/hardSigmoid';
import { linear } from '../ops/linear';
import type { LinearParams, ParamScope } from '../weights/params';

/** Task-aware activation, mirrors the official `DYReLU` in `layers/dyrelu.py`. */
export interface DyReluParams {
  readonly squeeze: LinearParams;
  readonly expand: LinearParams;
}

const REDUCTION = 4;

export function readDyRelu(scope: ParamScope, channels: number): DyReluParams {
  const hidden = channels / REDUCTION;
  return { squeeze: scope.linear('fc.0', channels, hidden), expand: scope.linear('fc.2', hidden, 4 * channels) };
}

/** max(x·a1 + b1, x·a2 + b2) with coefficients from the pooled input. x [h, w, channels] -> the same shape. */
export function dyRelu(p: DyReluParams, x: tf.Tensor3D): tf.Tensor3D {
  return tf.tidy(() => {
    const pooled = tf.reshape(tf.mean(x, [0, 1]), [1, x.shape[2]]) as tf.Tensor2D;
    const coefficients = hardSigmoid(linear(tf.relu(linear(pooled, p.squeeze)), p.expand));
    const [a1, b1, a2, b2] = tf.split(tf.reshape(coefficients, [4 * x.shape[2]]), 4);
    const centred = (y: tf.Tensor | undefined) => tf.sub(y!, 0.5);
    const piece = (a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(x, a), b);
    return tf.maximum(
      piece(tf.add(tf.mul(centred(a1), 2), 1), centred(b1)),
      piece(tf.mul(centred(a2), 2), centred(b2)),
    ) as tf.Tensor3D;
  });
}
