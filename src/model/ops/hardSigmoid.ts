import * as tf from '@tensorflow/tfjs-core';

/** relu6(x + 3) / 6 */
export function hardSigmoid<T extends tf.Tensor>(x: T): T {
  return tf.div(tf.relu6(tf.add(x, 3)), 6) as T;
}
