import * as tf from '@tensorflow/tfjs-core';
import { clamp } from './clamp';
import { hasFused, runFused } from './fused';
import { headMatMul } from './headMatMul';
import { softmax } from './softmax';

/** Queries, keys and values of a sequence, each [tokens, heads · depth], head by head. */
export interface Projected {
  readonly q: tf.Tensor2D;
  readonly k: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

/**
 * Multi-head self-attention between the projections.
 * @param mask [1, 1, tokens], added to the scaled logits of every query
 * @param limit logits are clamped to ± this first
 * @returns [tokens, heads · depth]
 */
export function selfAttention({ q, k, v }: Projected, heads: number, mask: tf.Tensor3D, limit = Infinity): tf.Tensor2D {
  if (hasFused('SelfAttention')) return runFused('SelfAttention', { q, k, v, mask }, { heads, limit });
  return tf.tidy(() => {
    const [tokens, hidden] = q.shape;
    const columns = (matrix: tf.Tensor2D) => ({ matrix, heads: 'columns' }) as const;
    const scaled = tf.mul<tf.Tensor2D>(q, (hidden / heads) ** -0.5);
    const logits = headMatMul(heads, columns(scaled), columns(k), { out: 'columns', transposeB: true });
    const attention = softmax(tf.add(tf.reshape(clamp(logits, limit), [tokens, heads, tokens]), mask));
    return headMatMul(heads, columns(tf.reshape(attention, [tokens, heads * tokens])), columns(v), { out: 'columns' });
  });
}
