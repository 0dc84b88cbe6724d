import type * as tf from '@tensorflow/tfjs-core';
import { runFused } from './fused';
import { gatherRows } from './gatherRows';
import { isPacked } from './halves';

/** Rows of a table of weights [n, channels], floats or packed halves, at int32 indices [m] -> [m, channels] in float32. */
export function tableRows(table: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  return isPacked(table) ? runFused<tf.Tensor2D>('UnpackRows', { packed: table, indices }) : gatherRows(table, indices);
}
