import * as tf from '@tensorflow/tfjs-core';
import type { LinearParams } from './layerParams';
import { addLinear } from './addLinear';
import { clamp } from './clamp';
import { hasFused, runFused } from './fused';
import { linear } from './linear';
import { softmax } from './softmax';

/** No sane logit reaches it. */
export const CLAMP = 50000;

/** What a prompt asks of every location, in the folded form of X-MHA. Heads are blocks of tokens. */
export interface FoldedText {
  readonly heads: number;
  /** Location vectors -> logits: [channels, heads · tokens] and [heads · tokens]. */
  readonly keys: { readonly weight: tf.Tensor2D; readonly bias: tf.Tensor1D };
  /** What each head's token gives to a location that attends to it: [heads · tokens, channels]; and the bias of the sum. */
  readonly values: LinearParams;
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
    const inputs = { v, keys: keys.weight, keyBias: keys.bias, values: values.weight, bias: values.bias!, gamma, mask };
    const [visual, pooled] = runFused<[tf.Tensor2D, tf.Tensor2D]>('CrossAttend', inputs, { heads });
    return { visual, pooled };
  }
  return tf.tidy(() => {
    const locations = v.shape[0];
    const columns = keys.weight.shape[1];
    // The bias is added apart: tfjs's wasm matMul takes only one that was made with rank 1.
    const logits = clamp(tf.add<tf.Tensor2D>(linear(v, { weight: keys.weight }), keys.bias), CLAMP);
    const overTokens = softmax(tf.add(tf.reshape(logits, [locations, heads, columns / heads]), mask));
    const visual = addLinear(v, tf.reshape(overTokens, [locations, columns]), values, { scale: gamma });
    // The text side attends to all locations, for padding tokens too. The official code subtracts the maximum first, then clamps
    // again; only the lower clamp can act then, where the exponential is zero anyway.
    const pooled = linear(softmax(tf.transpose(logits, [1, 0])), { weight: v });
    return { visual, pooled };
  });
}
