import * as tf from '@tensorflow/tfjs-core';

/** x within ±limit; with an infinite limit x itself. */
export const clamp = <T extends tf.Tensor>(x: T, limit: number): T =>
  limit === Infinity ? x : tf.clipByValue<T>(x, -limit, limit);

/** Exact GELU, x·Φ(x) through erf: the official models use this form, and the tanh form is off by 1e-2 after BERT. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return tf.tidy(() => tf.mul<T>(tf.mul<T>(x, 0.5), tf.add<T>(tf.erf(tf.mul<T>(x, Math.SQRT1_2)), 1)));
}

/** relu6(x + 3) / 6 */
export function hardSigmoid<T extends tf.Tensor>(x: T): T {
  return tf.div<T>(tf.relu6(tf.add<T>(x, 3)), 6);
}

/** TensorFlow.js's WebGPU softmax dispatches one workgroup a row without a guard: beyond this many rows the last value is wrong. */
const SAFE_ROWS = 65535;

/** Softmax over the last axis, correct for any number of rows. x [..., n] -> the same shape. */
export function softmax<T extends tf.Tensor>(x: T): T {
  const columns = x.shape.at(-1) ?? 1;
  if (x.size / columns <= SAFE_ROWS || tf.getBackend() !== 'webgpu') return tf.softmax(x);
  return tf.tidy(() => {
    const exponentials = tf.exp(tf.sub<T>(x, tf.max(x, -1, true)));
    return tf.div<T>(exponentials, tf.sum(exponentials, -1, true));
  });
}
