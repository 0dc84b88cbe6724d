import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from './layerParams';
import { hasFused, isTraced, runFused } from './fused';
import { gelu } from './gelu';
import { floatsOf } from './halves';

/** x [n, in] · weight [in, out] + bias -> [n, out], through the activation if there is one. */
export function linear(x: tf.Tensor2D, { weight, bias }: LinearParams, activation?: 'gelu'): tf.Tensor2D {
  // The kernel's gradient is that of the product alone.
  if (hasFused('Linear') && !(activation && isTraced()))
    return runFused('Linear', { x, weight, ...(bias && { bias }) }, { gelu: activation === 'gelu' });
  return tf.tidy(() => {
    const y = tf.fused.matMul({ a: x, b: floatsOf(weight), ...(bias && { bias }) }) as tf.Tensor2D;
    return activation ? gelu(y) : y;
  });
}
