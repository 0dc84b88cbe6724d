import * as tf from '@tensorflow/tfjs-core';

/** tfjs's WebGPU softmax dispatches one workgroup a row without a guard: beyond this many rows the last value is wrong. */
const SAFE_ROWS = 65535;

/** Softmax over the last axis, correct for any number of rows. x [..., n] -> the same shape. */
export function softmax<T extends tf.Tensor>(x: T): T {
  const columns = x.shape[x.shape.length - 1]!;
  if (x.size / columns <= SAFE_ROWS || tf.getBackend() !== 'webgpu') return tf.softmax(x);
  return tf.tidy(() => {
    const exponentials = tf.exp(tf.sub(x, tf.max(x, -1, true)));
    return tf.div(exponentials, tf.sum(exponentials, -1, true)) as T;
  });
}
