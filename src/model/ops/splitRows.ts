import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './fused';

/** x [n, ...] -> parts of so many rows each, in order. On wasm tfjs copies all of x out of the heap for every part. */
export function splitRows<T extends tf.Tensor>(x: T, rows: readonly number[]): T[] {
  if (hasFused('SplitRows')) return runFused<T[]>('SplitRows', { x }, { rows: [...rows] });
  return tf.split(x, [...rows], 0);
}
