import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './fused';

/** Exact GELU, x·Φ(x) through erf: the official models use this form, and the tanh form is off by 1e-2 after BERT. */
export function gelu<T extends tf.Tensor>(x: T): T {
  if (hasFused('Gelu')) return runFused('Gelu', { x });
  return tf.tidy(() => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)) as T);
}
