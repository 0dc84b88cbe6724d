import * as tf from '@tensorflow/tfjs-core';
import { clamp, gelu } from './activations';
import { hasFused, runFused } from './kernels';
import { isTraced } from './tfjs/registry';
import { toFloat32, type Weight } from './weights';

/** An affine map: weight [in, out], and a bias [out] if there is one. */
export interface Affine {
  readonly weight: Weight<tf.Rank.R2>;
  readonly bias?: tf.Tensor1D | undefined;
}

/** x [n, in] · weight [in, out] + bias -> [n, out], through the activation if there is one. */
export function linear(x: tf.Tensor2D, { weight, bias }: Affine, activation: 'none' | 'gelu' = 'none'): tf.Tensor2D {
  // The kernel's gradient is that of the product alone.
  if (hasFused('Linear') && (activation === 'none' || !isTraced()))
    return runFused('Linear', { x, weight, bias }, { activation });
  return tf.tidy(() => {
    const product = tf.fused.matMul({ a: x, b: toFloat32(weight), ...(bias && { bias }) });
    // TensorFlow.js says that this may have any rank.
    const y = tf.reshape<tf.Rank.R2>(product, [x.shape[0], weight.shape[1]]);
    return activation === 'gelu' ? gelu(y) : y;
  });
}

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
  p: Affine,
  { scale, limit = Infinity }: Residual = {},
): tf.Tensor2D {
  if (hasFused('AddLinear')) return runFused('AddLinear', { y, x, ...p, scale }, { limit });
  return tf.tidy(() => {
    const added = linear(x, p);
    return clamp(tf.add<tf.Tensor2D>(y, scale ? tf.mul(added, scale) : added), limit);
  });
}

/** GELU of x · weight + bias, clamped to ±limit before and after. x [n, in] -> [n, out]. */
export function clampedLinear(x: tf.Tensor2D, p: Affine, limit: number): tf.Tensor2D {
  if (hasFused('ClampedLinear')) return runFused('ClampedLinear', { x, ...p }, { limit });
  return tf.tidy(() => clamp(gelu(clamp(linear(x, p), limit)), limit));
}

/** aᵀ·b: a [k, n], b [k, m] -> [n, m]. Transposed first: on wasm TensorFlow.js's matMul leaves its fast path for a transposed operand. */
export function matMulTransposedA(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => linear(tf.transpose(a), { weight: b }));
}

/** a·bᵀ: a [n, k], b [m, k] -> [n, m]; see matMulTransposedA. */
export function matMulTransposedB(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => linear(a, { weight: tf.transpose(b) }));
}
