import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from '../weights/params';
import { hasFused, runFused } from './fused';
import { linear } from './linear';

/** A residual connection around a projection: y + x · weight + bias. y [n, out], x [n, in] -> [n, out]. */
export function addLinear(y: tf.Tensor2D, x: tf.Tensor2D, p: LinearParams): tf.Tensor2D {
  if (hasFused('AddLinear')) return runFused('AddLinear', { y, x, weight: p.weight, ...(p.bias && { bias: p.bias }) });
  return tf.tidy(() => tf.add(y, linear(x, p)));
}
