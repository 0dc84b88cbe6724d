import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from './layerParams';
import { clamp } from './clamp';
import { hasFused, runFused } from './fused';
import { gelu } from './gelu';
import { linear } from './linear';

/** GELU of x · weight + bias, clamped to ±limit before and after. x [n, in] -> [n, out]. */
export function clampedLinear(x: tf.Tensor2D, p: LinearParams, limit: number): tf.Tensor2D {
  if (hasFused('ClampedLinear'))
    return runFused('ClampedLinear', { x, weight: p.weight, ...(p.bias && { bias: p.bias }) }, { limit });
  return tf.tidy(() => clamp(gelu(clamp(linear(x, p), limit)), limit));
}
