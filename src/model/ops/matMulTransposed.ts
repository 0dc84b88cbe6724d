import * as tf from '@tensorflow/tfjs-core';
import { linear } from './linear';

/** aᵀ·b: a [k, n], b [k, m] -> [n, m]. Transposed first: on wasm tfjs's matMul leaves its fast path for a transposed operand. */
export function matMulTransposedA(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => linear(tf.transpose(a), { weight: b }));
}

/** a·bᵀ: a [n, k], b [m, k] -> [n, m]; see above. */
export function matMulTransposedB(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => linear(a, { weight: tf.transpose(b) }));
}
