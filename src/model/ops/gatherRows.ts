import * as tf from '@tensorflow/tfjs-core';

/**
 * Rows of x [n, channels] at int32 indices [m] -> [m, channels].
 * GatherNd and not GatherV2: tfjs's wasm GatherV2 resolves every element on its own, GatherNd copies whole rows. tfjs has no gradient
 * for it: a row's is the sum over the places that it was copied to.
 */
export function gatherRows(x: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const gather = tf.customGrad<tf.Tensor2D>((...inputs) => {
    const [rows, save] = inputs as [tf.Tensor2D, tf.GradSaveFunc];
    const places = tf.reshape(indices, [indices.shape[0], 1]);
    save([places]);
    return {
      value: tf.gatherND(rows, places) as tf.Tensor2D,
      gradFunc: (dy, [saved]) => tf.scatterND(saved!, dy, rows.shape),
    };
  });
  return gather(x);
}
