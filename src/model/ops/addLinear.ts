import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from './layerParams';
import { clamp } from './clamp';
import { hasFused, runFused } from './fused';
import { linear } from './linear';

/** How a residual connection may differ from the plain one. */
export interface Residual {
  /** What is added is multiplied with this: [out]. */
  readonly scale?: tf.Tensor1D;
  /** The sum is clamped to ± this. */
  readonly limit?: number;
}

/** A residual connection around a projection: y + scale · (x · weight + bias). y [n, out], x [n, in] -> [n, out]. */
export function addLinear(
  y: tf.Tensor2D,
  x: tf.Tensor2D,
  p: LinearParams,
  { scale, limit = Infinity }: Residual = {},
): tf.Tensor2D {
  if (hasFused('AddLinear'))
    return runFused(
      'AddLinear',
      { y, x, weight: p.weight, ...(p.bias && { bias: p.bias }), ...(scale && { scale }) },
      { limit },
    );
  return tf.tidy(() => {
    const added = linear(x, p);
    return clamp(tf.add<tf.Tensor2D>(y, scale ? tf.mul(added, scale) : added), limit);
  });
}
