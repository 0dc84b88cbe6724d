import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { addLinear } from '../ops/linear';
import { crossAttend, type FoldedText } from '../ops/attention';
import { headMatMul } from '../ops/attention';
import { layerNorm } from '../ops/norms';
import { linear } from '../ops/linear';
import type { ParamScope } from './params';
import type { LinearParams, NormParams, Weight } from '../ops/weights';

/**
 * X-MHA: cross-modality multi-head attention (paper section 3.2; official `BiAttentionBlockForCheckpoint` in
 * `utils/fuse_helper.py`), in its folded form. Both directions share one matrix of logits; instead of projecting every
 * image location to the wide attention space, the projections are multiplied with the few text tokens first:
 *
 *   (v·Wq + bq)·Kᵀ = v·(Wq·Kᵀ) + bq·Kᵀ        softmax·V_l·Wout = softmax·(V_l·Wout)        softmaxᵀ·(v·Wvv) = (softmaxᵀ·v)·Wvv
 *
 * The results are the same numbers; the work per location falls from (embed) to (heads · tokens).
 */

const EPSILON = 1e-5;
/** Far below any clamped logit; the official code adds -9e15, which float32 cannot tell from this after the softmax. */
const MASKED = -1e9;

export interface CrossAttentionParams {
  readonly heads: number;
  readonly normV: NormParams;
  readonly normL: NormParams;
  readonly vProj: LinearParams;
  readonly lProj: LinearParams;
  readonly valuesV: LinearParams;
  readonly valuesL: LinearParams;
  readonly outV: LinearParams;
  readonly outL: LinearParams;
  readonly gammaV: tf.Tensor1D;
  readonly gammaL: tf.Tensor1D;
}

export function readCrossAttention(scope: ParamScope, config: GlipConfig): CrossAttentionParams {
  const v = config.fpn.channels;
  const l = config.bert.hiddenSize;
  const { fusionDim: embed, fusionHeads: heads } = config.head;
  return {
    heads,
    normV: scope.norm('layer_norm_v', v),
    normL: scope.norm('layer_norm_l', l),
    vProj: scope.linear('attn.v_proj', v, embed),
    lProj: scope.linear('attn.l_proj', l, embed),
    valuesV: scope.linear('attn.values_v_proj', v, embed),
    valuesL: scope.linear('attn.values_l_proj', l, embed),
    outV: scope.linear('attn.out_v_proj', embed, v),
    outL: scope.linear('attn.out_l_proj', embed, l),
    gammaV: scope.vector('gamma_v', v),
    gammaL: scope.vector('gamma_l', l),
  };
}

export interface Modalities {
  /** Image locations of all levels, [locations, channels]. */
  readonly visual: tf.Tensor2D;
  /** [tokens, hidden] */
  readonly language: tf.Tensor2D;
}

/** Additive mask over tokens for the image side, [1, 1, tokens], from 1 = real, 0 = padding. */
export function fusionMask(mask: Int32Array): tf.Tensor3D {
  return tf.tensor3d(
    Float32Array.from(mask, (real) => (real ? 0 : MASKED)),
    [1, 1, mask.length],
  );
}

/** The block: both sides are normalised, the residual starts from the normalised tensors, gammas scale what is added. */
export function crossAttention(
  p: CrossAttentionParams,
  { visual, language }: Modalities,
  mask: tf.Tensor3D,
): Modalities {
  return tf.tidy(() => {
    const { heads } = p;
    const v = layerNorm(visual, p.normV, EPSILON);
    const l = layerNorm(language, p.normL, EPSILON);
    const values = { weight: foldedValues(p, l), bias: p.outV.bias };
    const seen = crossAttend(v, { heads, keys: foldedKeys(p, l), values, gamma: p.gammaV, mask });
    const attended = headMatMul(
      heads,
      { matrix: seen.pooled, heads: 'rows' },
      { matrix: p.valuesV.weight, heads: 'columns' },
      { out: 'columns' },
    );
    return {
      visual: seen.visual,
      language: addLinear(l, tf.add(attended, p.valuesV.bias), p.outL, { scale: p.gammaL }),
    };
  });
}

/** scale·(v·Wq + bq)·Kᵀ = v·weight + bias for all heads: [channels, heads · tokens] and [heads · tokens]. */
function foldedKeys(p: CrossAttentionParams, l: tf.Tensor2D): FoldedText['keys'] {
  const { heads } = p;
  const embed = p.vProj.bias.shape[0];
  const keys = { matrix: tf.mul<tf.Tensor2D>(linear(l, p.lProj), (embed / heads) ** -0.5), heads: 'columns' } as const;
  const timesKeys = (matrix: Weight<tf.Rank.R2>) =>
    headMatMul(heads, { matrix, heads: 'columns' }, keys, { out: 'columns', transposeB: true });
  return {
    weight: timesKeys(p.vProj.weight),
    bias: tf.reshape(timesKeys(tf.reshape(p.vProj.bias, [1, embed])), [heads * l.shape[0]]),
  };
}

/** V_l·Wout per head, stacked: [heads · tokens, channels]. */
function foldedValues(p: CrossAttentionParams, l: tf.Tensor2D): tf.Tensor2D {
  const values = { matrix: linear(l, p.valuesL), heads: 'columns' } as const;
  return headMatMul(p.heads, values, { matrix: p.outV.weight, heads: 'rows' }, { out: 'rows' });
}
