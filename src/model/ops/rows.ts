import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './kernels';
import { withGradient } from './tfjs/registry';
import { isFloat16, type Weight } from './weights';

/**
 * Rows of x [n, channels] at int32 indices [m] -> [m, channels].
 * GatherNd and not GatherV2: TensorFlow.js's wasm GatherV2 resolves every element on its own, GatherNd copies whole rows. It has no
 * gradient there: a row's is the sum over the positions that it was copied to.
 */
export function gatherRows(x: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => {
    const positions = tf.reshape<tf.Rank.R2>(indices, [indices.shape[0], 1]);
    return withGradient(
      [x],
      [positions],
      () => tf.reshape<tf.Rank.R2>(tf.gatherND(x, positions), [indices.shape[0], x.shape[1]]),
      (dy, positions) => [tf.scatterND(positions, dy, x.shape)],
    );
  });
}

/** Rows of a table of weights [n, channels] at int32 indices [m] -> [m, channels] in float32. */
export function tableRows(table: Weight<tf.Rank.R2>, indices: tf.Tensor1D): tf.Tensor2D {
  return isFloat16(table) ? runFused('UnpackRows', { table, indices }, {}) : gatherRows(table, indices);
}

/** x [n, ...] -> parts of so many rows each, in order. On wasm TensorFlow.js copies all of x out of the heap for every part. */
export function splitRows(x: tf.Tensor, rows: readonly number[]): tf.Tensor[] {
  return hasFused('SplitRows') ? runFused('SplitRows', { x }, { rows }) : tf.split(x, [...rows], 0);
}
