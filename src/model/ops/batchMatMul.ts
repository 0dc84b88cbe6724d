import * as tf from '@tensorflow/tfjs-core';

/** WebGPU dispatches the batch on one axis of workgroups, of which there are at most this many. */
const MAX_BATCH = 65535;

/** a [batch, n, k] · b [batch, k, m] (or bᵀ of [batch, m, k]) -> [batch, n, m], for any batch. */
export function batchMatMul(a: tf.Tensor3D, b: tf.Tensor3D, transposeB = false): tf.Tensor3D {
  const batch = a.shape[0];
  if (batch <= MAX_BATCH) return tf.matMul(a, b, false, transposeB);
  return tf.tidy(() => {
    const parts: tf.Tensor3D[] = [];
    for (let begin = 0; begin < batch; begin += MAX_BATCH) {
      const size = Math.min(MAX_BATCH, batch - begin);
      const slice = (x: tf.Tensor3D) => tf.slice(x, [begin, 0, 0], [size, -1, -1]);
      parts.push(tf.matMul(slice(a), slice(b), false, transposeB));
    }
    return tf.concat(parts, 0);
  });
}
