import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config';
import { batchMatMul } from '../ops/batchMatMul';
import { gatherRows } from '../ops/gatherRows';
import { gelu } from '../ops/gelu';
import { layerNorm } from '../ops/layerNorm';
import { linear } from '../ops/linear';
import { softmax } from '../ops/softmax';
import type { Trace } from '../trace';
import type { ConvParams, LinearParams, NormParams, ParamScope } from '../weights/params';
import { mergeIndex, relativePositionIndex, shiftMask, windowLayout, type WindowLayout } from './windows';

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
  readonly reduction: LinearParams;
}

export interface SwinStageParams {
  readonly blocks: readonly SwinBlockParams[];
  readonly merging?: PatchMergingParams;
  /** The first stage has none: with the RetinaNet-style body it is not an output. */
  readonly outputNorm?: NormParams;
}

export interface SwinParams {
  readonly patchEmbed: ConvParams;
  readonly patchNorm: NormParams;
  readonly stages: readonly SwinStageParams[];
  readonly windowSize: number;
}

export function readSwin(scope: ParamScope, config: GlipConfig['swin']): SwinParams {
  return {
    patchEmbed: scope.conv('patch_embed.proj', 3, config.embedDim, PATCH),
    patchNorm: scope.norm('patch_embed.norm', config.embedDim),
    windowSize: config.windowSize,
    stages: config.depths.map((depth, s) => {
      const channels = config.embedDim * 2 ** s;
      const stage = scope.scope(`layers.${s}`);
      return {
        blocks: Array.from({ length: depth }, (_, b) => readBlock(stage.scope(`blocks.${b}`), channels, config.numHeads[s]!, config)),
        ...(s < config.depths.length - 1 && {
          merging: {
            norm: stage.norm('downsample.norm', 4 * channels),
            reduction: stage.linear('downsample.reduction', 4 * channels, 2 * channels, { bias: false }),
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
      positionBias: scope.tensor('attn.relative_position_bias_table', [(2 * config.windowSize - 1) ** 2, heads]),
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
    const padded = tf.pad(image, [[0, h * PATCH - height], [0, w * PATCH - width], [0, 0]]);
    const patches = tf.fused.conv2d({ x: padded, filter: p.patchEmbed.weight, bias: p.patchEmbed.bias, strides: PATCH, pad: 'valid' });
    return layerNorm(tf.reshape(patches, [h * w, p.patchNorm.weight.shape[0]]) as tf.Tensor2D, p.patchNorm, EPSILON);
  });
  return { tokens, h, w };
}

/** Attention inside windows: x [windows · size², channels] -> the same shape. `mask` [windows, 1, size², size²] or none. */
export function windowAttention(p: WindowAttentionParams, x: tf.Tensor2D, size: number, mask?: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const area = size * size;
    const channels = x.shape[1];
    const windows = x.shape[0] / area;
    const depth = channels / p.heads;
    const byHead = (y: tf.Tensor) =>
      tf.reshape(tf.transpose(tf.reshape(y, [windows, area, p.heads, depth]), [0, 2, 1, 3]), [windows * p.heads, area, depth]) as tf.Tensor3D;
    const [q, k, v] = tf.split(linear(x, p.qkv), 3, 1);
    const logits = batchMatMul(byHead(tf.mul(q!, depth ** -0.5)), byHead(k!), true);
    const biased = tf.add(tf.reshape(logits, [windows, p.heads, area, area]), positionBias(p, size));
    const attention = softmax(mask ? tf.add(biased, mask) : biased);
    const values = batchMatMul(tf.reshape(attention, [windows * p.heads, area, area]), byHead(v!));
    const merged = tf.transpose(tf.reshape(values, [windows, p.heads, area, depth]), [0, 2, 1, 3]);
    return linear(tf.reshape(merged, [windows * area, channels]), p.proj);
  });
}

/** [1, heads, size², size²] */
function positionBias(p: WindowAttentionParams, size: number): tf.Tensor4D {
  const area = size * size;
  const rows = gatherRows(p.positionBias, tf.tensor1d(relativePositionIndex(size), 'int32'));
  return tf.reshape(tf.transpose(rows, [1, 0]), [1, p.heads, area, area]);
}

/** One pre-norm block. `layout` (and `mask`, when shifted) say which locations attend to each other. */
export function swinBlock(p: SwinBlockParams, x: tf.Tensor2D, size: number, layout: WindowLayout, mask?: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    // norm1 comes before the padding: padded places enter the attention as exact zeros, as in the official code.
    const normed = layerNorm(x, p.norm1, EPSILON);
    const windows = gatherRows(layout.padded ? withZeroRow(normed) : normed, tf.tensor1d(layout.gather, 'int32'));
    const attended = windowAttention(p.attention, windows, size, mask);
    const y = tf.add(x, gatherRows(attended, tf.tensor1d(layout.scatter, 'int32')));
    const hidden = gelu(linear(layerNorm(y as tf.Tensor2D, p.norm2, EPSILON), p.fc1));
    return tf.add(y, linear(hidden, p.fc2));
  });
}

function withZeroRow(x: tf.Tensor2D): tf.Tensor2D {
  return tf.concat([x, tf.zeros([1, x.shape[1]])], 0);
}

/** All blocks of a stage; every second one with windows shifted by half, even where the map is a single window. */
export function swinStage(p: SwinStageParams, { tokens, h, w }: TokenMap, size: number, trace?: Trace): TokenMap {
  const out = tf.tidy(() => {
    const shift = Math.floor(size / 2);
    const straight = windowLayout(h, w, size, 0);
    const shifted = windowLayout(h, w, size, shift);
    const area = size * size;
    const mask = p.blocks.length > 1 ? tf.tensor4d(shiftMask(h, w, size, shift), [shifted.windows, 1, area, area]) : undefined;
    return p.blocks.reduce((x, block, b) => {
      const y = b % 2 === 0 ? swinBlock(block, x, size, straight) : swinBlock(block, x, size, shifted, mask);
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
    return linear(layerNorm(tf.reshape(patches, [-1, 4 * tokens.shape[1]]) as tf.Tensor2D, p.norm, EPSILON), p.reduction);
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
