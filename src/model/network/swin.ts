import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { addLinear } from '../ops/linear';
import { gatherRows } from '../ops/rows';
import { layerNorm } from '../ops/norms';
import { linear } from '../ops/linear';
import { windowAttention, type Windows } from '../ops/windowAttention';
import { mergeIndex } from '../ops/windowLayout';
import type { Trace } from './trace';
import type { ParamScope } from './params';
import type { ConvParams, LinearParams, NormParams, Weight } from '../ops/weights';

/** Swin transformer, mirrors the official `modeling/backbone/swint.py`. Single pictures; maps are row-major [h·w, channels]. */

const EPSILON = 1e-5;
const PATCH = 4;

export interface WindowAttentionParams {
  readonly heads: number;
  readonly qkv: LinearParams;
  readonly proj: LinearParams;
  /** [(2·window - 1)², heads] */
  readonly positionBias: tf.Tensor2D;
}

export interface SwinBlockParams {
  readonly norm1: NormParams;
  readonly attention: WindowAttentionParams;
  readonly norm2: NormParams;
  readonly fc1: LinearParams;
  readonly fc2: LinearParams;
}

export interface PatchMergingParams {
  readonly norm: NormParams;
  /** [4 · channels, 2 · channels] */
  readonly reduction: Weight<tf.Rank.R2>;
}

export interface SwinStageParams {
  readonly blocks: readonly SwinBlockParams[];
  readonly merging?: PatchMergingParams;
  /** The first stage has none: with the RetinaNet-style body it is not an output. */
  readonly outputNorm?: NormParams;
}

export interface SwinParams {
  readonly patchEmbed: ConvParams<tf.Tensor4D>;
  readonly patchNorm: NormParams;
  readonly stages: readonly SwinStageParams[];
  readonly windowSize: number;
}

export function readSwin(scope: ParamScope, config: GlipConfig['swin']): SwinParams {
  return {
    patchEmbed: scope.float32Conv('patch_embed.proj', 3, config.embedDim, PATCH),
    patchNorm: scope.norm('patch_embed.norm', config.embedDim),
    windowSize: config.windowSize,
    stages: config.depths.map((depth, s) => {
      const channels = config.embedDim * 2 ** s;
      const stage = scope.scope(`layers.${s}`);
      return {
        blocks: Array.from({ length: depth }, (_, b) =>
          readBlock(stage.scope(`blocks.${b}`), channels, config.numHeads[s]!, config),
        ),
        ...(s < config.depths.length - 1 && {
          merging: {
            norm: stage.norm('downsample.norm', 4 * channels),
            reduction: stage.matrix('downsample.reduction.weight', 4 * channels, 2 * channels),
          },
        }),
        ...(s > 0 && { outputNorm: scope.norm(`norm${s}`, channels) }),
      };
    }),
  };
}

function readBlock(scope: ParamScope, channels: number, heads: number, config: GlipConfig['swin']): SwinBlockParams {
  const hidden = channels * config.mlpRatio;
  return {
    norm1: scope.norm('norm1', channels),
    attention: {
      heads,
      qkv: scope.linear('attn.qkv', channels, 3 * channels),
      proj: scope.linear('attn.proj', channels, channels),
      positionBias: scope.tensor<tf.Rank.R2>('attn.relative_position_bias_table', [
        (2 * config.windowSize - 1) ** 2,
        heads,
      ]),
    },
    norm2: scope.norm('norm2', channels),
    fc1: scope.linear('mlp.fc1', channels, hidden),
    fc2: scope.linear('mlp.fc2', hidden, channels),
  };
}

/** A map of tokens: [h·w, channels] with its size. */
export interface TokenMap {
  readonly tokens: tf.Tensor2D;
  readonly h: number;
  readonly w: number;
}

/** image [H, W, 3] -> tokens [ceil(H/4)·ceil(W/4), embedDim]; H and W are padded with zeros to multiples of 4. */
export function patchEmbed(p: Pick<SwinParams, 'patchEmbed' | 'patchNorm'>, image: tf.Tensor3D): TokenMap {
  const [height, width] = image.shape;
  const h = Math.ceil(height / PATCH);
  const w = Math.ceil(width / PATCH);
  const tokens = tf.tidy(() => {
    const padded = tf.pad(image, [
      [0, h * PATCH - height],
      [0, w * PATCH - width],
      [0, 0],
    ]);
    const patches = tf.fused.conv2d({
      x: padded,
      filter: p.patchEmbed.weight,
      bias: p.patchEmbed.bias,
      strides: PATCH,
      pad: 'valid',
    });
    return layerNorm(tf.reshape(patches, [h * w, p.patchNorm.weight.shape[0]]), p.patchNorm, EPSILON);
  });
  return { tokens, h, w };
}

/** One pre-norm block on a map of `windows`. */
export function swinBlock(p: SwinBlockParams, x: tf.Tensor2D, windows: Windows): tf.Tensor2D {
  return tf.tidy(() => {
    const y = addLinear(x, attended(p.attention, layerNorm(x, p.norm1, EPSILON), windows), p.attention.proj);
    return addLinear(y, linear(layerNorm(y, p.norm2, EPSILON), p.fc1, 'gelu'), p.fc2);
  });
}

/** x [h · w, channels] -> the same shape. */
export const attention = (p: WindowAttentionParams, x: tf.Tensor2D, windows: Windows): tf.Tensor2D =>
  linear(attended(p, x, windows), p.proj);

/** The attention without its last projection. */
function attended(p: WindowAttentionParams, x: tf.Tensor2D, windows: Windows): tf.Tensor2D {
  // The official code pads with zeros before the projection: what comes out of it there is its bias.
  return windowAttention(linear(x, p.qkv), p.qkv.bias, p.positionBias, windows);
}

function withZeroRow(x: tf.Tensor2D): tf.Tensor2D {
  return tf.concat([x, tf.zeros<tf.Rank.R2>([1, x.shape[1]])], 0);
}

/** All blocks of a stage; every second one with windows shifted by half, even where the map is a single window. */
export function swinStage(p: SwinStageParams, { tokens, h, w }: TokenMap, size: number, trace?: Trace): TokenMap {
  const out = tf.tidy(() => {
    return p.blocks.reduce((x, block, b) => {
      const y = swinBlock(block, x, { h, w, size, shift: b % 2 === 0 ? 0 : Math.floor(size / 2) });
      trace?.(`block${b}.y`, y);
      return y;
    }, tokens);
  });
  return { tokens: out, h, w };
}

/** 2 × 2 locations -> one: [h·w, c] -> [ceil(h/2)·ceil(w/2), 2c]. */
export function patchMerging(p: PatchMergingParams, { tokens, h, w }: TokenMap): TokenMap {
  const merged = tf.tidy(() => {
    const source = h % 2 || w % 2 ? withZeroRow(tokens) : tokens;
    const patches = gatherRows(source, tf.tensor1d(mergeIndex(h, w), 'int32'));
    const joined = tf.reshape<tf.Rank.R2>(patches, [-1, 4 * tokens.shape[1]]);
    return linear(layerNorm(joined, p.norm, EPSILON), { weight: p.reduction });
  });
  return { tokens: merged, h: Math.ceil(h / 2), w: Math.ceil(w / 2) };
}

/** What a stage hands to the FPN: [h, w, channels] after the output norm. */
export function stageOutput(p: SwinStageParams, { tokens, h, w }: TokenMap): tf.Tensor3D {
  return tf.tidy(() => {
    const normed = p.outputNorm ? layerNorm(tokens, p.outputNorm, EPSILON) : tokens;
    return tf.reshape(normed, [h, w, tokens.shape[1]]);
  });
}
