import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from '../weights/params';

/** x [n, in] · weight [in, out] + bias -> [n, out]. */
export function linear(x: tf.Tensor2D, { weight, bias }: LinearParams): tf.Tensor2D {
  return tf.fused.matMul({ a: x, b: weight, ...(bias && { bias }) }) as tf.Tensor2D;
}
