import * as tf from '@tensorflow/tfjs-core';

/**
 * Rows of x [n, channels] at int32 indices [m] -> [m, channels].
 * GatherNd and not GatherV2: tfjs's wasm GatherV2 resolves every element on its own, GatherNd copies whole rows.
 */
export function gatherRows(x: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  return tf.gatherND(x, tf.reshape(indices, [indices.shape[0], 1])) as tf.Tensor2D;
}
