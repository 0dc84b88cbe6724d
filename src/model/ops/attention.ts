import * as tf from '@tensorflow/tfjs-core';
import { clamp, softmax } from './activations';
import { hasFused, runFused } from './kernels';
import { addLinear, linear } from './linear';
import { toFloat32, type LinearParams, type Weight } from './weights';

/** WebGPU dispatches the batch on one axis of workgroups, of which there are at most this many (tensorflow/tfjs#8373). */
const MAX_BATCH = 65535;

/** a [batch, n, k] · b [batch, k, m] (or bᵀ of [batch, m, k]) -> [batch, n, m], for any batch. */
export function batchMatMul(a: tf.Tensor3D, b: tf.Tensor3D, transposeB = false): tf.Tensor3D {
  const batch = a.shape[0];
  if (batch <= MAX_BATCH) return tf.matMul(a, b, false, transposeB);
  return tf.tidy(() => {
    const parts: tf.Tensor3D[] = [];
    for (let begin = 0; begin < batch; begin += MAX_BATCH) {
      const size = Math.min(MAX_BATCH, batch - begin);
      const slice = (x: tf.Tensor3D) => tf.slice(x, [begin, 0, 0], [size, -1, -1]);
      parts.push(tf.matMul(slice(a), slice(b), false, transposeB));
    }
    return tf.concat(parts, 0);
  });
}

/** How a matrix holds its heads: side by side as blocks of columns [n, heads · m], or one under the other as rows [heads · n, m]. */
export type Heads = 'columns' | 'rows';

export interface HeadMatrix<W extends Weight<tf.Rank.R2> = Weight<tf.Rank.R2>> {
  readonly matrix: W;
  readonly heads: Heads;
}

/** How the matrices of a product by heads hold them. */
export interface HeadLayouts {
  readonly a: Heads;
  readonly b: Heads;
  readonly out: Heads;
  readonly transposeB: boolean;
}

/**
 * One product a head, a_h · b_h or a_h · b_hᵀ, of matrices that hold all heads.
 * @param out how the result [n, m] of every head is put beside the others.
 */
export function headMatMul(
  heads: number,
  a: HeadMatrix,
  b: HeadMatrix,
  { out, transposeB = false }: { out: Heads; transposeB?: boolean },
): tf.Tensor2D {
  if (hasFused('HeadMatMul')) {
    const layouts = { a: a.heads, b: b.heads, out, transposeB };
    return runFused('HeadMatMul', { a: a.matrix, b: b.matrix }, { heads, ...layouts });
  }
  return tf.tidy(() => joinHeads(batchMatMul(separateHeads(a, heads), separateHeads(b, heads), transposeB), out));
}

/** [heads, n, m] -> one matrix that holds all heads. */
export function joinHeads(product: tf.Tensor3D, layout: Heads): tf.Tensor2D {
  const [heads, n, m] = product.shape;
  if (layout === 'rows') return tf.reshape(product, [heads * n, m]);
  return tf.reshape(tf.transpose(product, [1, 0, 2]), [n, heads * m]);
}

/** A matrix that holds all heads -> [heads, n, m]. */
export function separateHeads({ matrix, heads: layout }: HeadMatrix, heads: number): tf.Tensor3D {
  const floats = toFloat32(matrix);
  const [rows, columns] = floats.shape;
  if (layout === 'rows') return tf.reshape(floats, [heads, rows / heads, columns]);
  return tf.transpose(tf.reshape<tf.Rank.R3>(floats, [rows, heads, columns / heads]), [1, 0, 2]);
}

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

/** The official code clamps the logits of X-MHA to ± this; no sane logit reaches it. */
export const LOGIT_LIMIT = 50000;

/** What a prompt asks of every location, in the folded form of X-MHA. Heads are blocks of tokens. */
export interface FoldedText {
  readonly heads: number;
  /** Location vectors -> logits: [channels, heads · tokens] and [heads · tokens]. */
  readonly keys: LinearParams<tf.Tensor2D>;
  /** What each head's token gives to a location that attends to it: [heads · tokens, channels]; and the bias of the sum. */
  readonly values: LinearParams<tf.Tensor2D>;
  /** What the sum is multiplied with before a location adds it to itself: [channels]. */
  readonly gamma: tf.Tensor1D;
  /** Added to the logits before the softmax over tokens: [1, 1, tokens]. */
  readonly mask: tf.Tensor3D;
}

/** What both sides of X-MHA come to. */
export interface CrossAttended {
  /** The locations with what the text gave them: [locations, channels]. */
  readonly visual: tf.Tensor2D;
  /** Location vectors averaged under the attention of each head's token: [heads · tokens, channels]. */
  readonly pooled: tf.Tensor2D;
}

/** Both directions of X-MHA between the projections, from one set of clamped logits. v [locations, channels], normalised. */
export function crossAttend(v: tf.Tensor2D, { heads, keys, values, gamma, mask }: FoldedText): CrossAttended {
  if (hasFused('CrossAttend')) {
    const inputs = { v, keys: keys.weight, keyBias: keys.bias, values: values.weight, bias: values.bias, gamma, mask };
    const [visual, pooled] = runFused('CrossAttend', inputs, { heads });
    return { visual, pooled };
  }
  return tf.tidy(() => {
    const [locations] = v.shape;
    const columns = keys.weight.shape[1];
    // The bias is added apart: the wasm matMul of TensorFlow.js takes only one that was made with rank 1.
    const logits = clamp(tf.add<tf.Tensor2D>(linear(v, { weight: keys.weight }), keys.bias), LOGIT_LIMIT);
    const overTokens = softmax(tf.add(tf.reshape(logits, [locations, heads, columns / heads]), mask));
    const visual = addLinear(v, tf.reshape(overTokens, [locations, columns]), values, { scale: gamma });
    // The text side attends to all locations, for padding tokens too. The official code subtracts the maximum first, then clamps
    // again; only the lower clamp can act then, where the exponential is zero anyway.
    const pooled = linear(softmax(tf.transpose(logits, [1, 0])), { weight: v });
    return { visual, pooled };
  });
}
