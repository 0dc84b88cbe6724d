import * as tf from '@tensorflow/tfjs-core';

/** x within ±limit; with an infinite limit x itself. */
export const clamp = <T extends tf.Tensor>(x: T, limit: number): T =>
  limit === Infinity ? x : (tf.clipByValue(x, -limit, limit) as T);
