import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../ops/conv2d';
import { deformConv2d } from '../ops/deformConv2d';
import { groupNorm } from '../ops/groupNorm';
import { hardSigmoid } from '../ops/hardSigmoid';
import { upsampleBilinear } from '../ops/upsample';
import type { GlipConfig } from '../config';
import type { ConvParams, NormParams, ParamScope } from '../weights/params';
import { dyRelu, readDyRelu, type DyReluParams } from './dyRelu';

/** DyConv of dynamic head, mirrors the official `DyConv` in `modeling/rpn/vldyhead.py`. */

const EPSILON = 1e-5;
const OFFSET_CHANNELS = 18;
const MASK_CHANNELS = 9;

export interface ConvNormParams {
  readonly conv: ConvParams;
  readonly norm: NormParams;
}

export interface DyConvParams {
  readonly groups: number;
  /** [0] for the coarser level, [1] for the same, [2] (stride 2) for the finer: the official order. */
  readonly branches: readonly [ConvNormParams, ConvNormParams, ConvNormParams];
  readonly offset: ConvParams;
  readonly attention: ConvParams;
  readonly relu: DyReluParams;
}

export function readDyConv(scope: ParamScope, config: GlipConfig): DyConvParams {
  const channels = config.fpn.channels;
  const branch = (i: number) => ({
    conv: scope.conv(`DyConv.${i}.conv`, channels, channels, 3),
    norm: scope.norm(`DyConv.${i}.bn`, channels),
  });
  return {
    groups: config.head.groupNormGroups,
    branches: [branch(0), branch(1), branch(2)],
    offset: scope.conv('offset', channels, OFFSET_CHANNELS + MASK_CHANNELS, 3),
    attention: scope.conv('AttnConv.1', channels, 1, 1),
    relu: readDyRelu(scope.scope('relu'), channels),
  };
}

/** Offsets [h, w, 18] and mask [h, w, 9] of one level. */
interface Sampling {
  readonly offsets: tf.Tensor3D;
  readonly mask: tf.Tensor3D;
}

/** P3..P7 [h, w, channels] -> the same shapes; every level reads its neighbours as they were before this layer. */
export function dyConv(p: DyConvParams, levels: readonly tf.Tensor3D[]): tf.Tensor3D[] {
  return levels.map((level, i) => tf.tidy(() => fuseLevel(p, level, levels[i - 1], levels[i + 1])));
}

function fuseLevel(p: DyConvParams, level: tf.Tensor3D, finer?: tf.Tensor3D, coarser?: tf.Tensor3D): tf.Tensor3D {
  const sampling = samplingOf(p, level);
  const branches = [branch(p, 1, level, sampling, 1)];
  if (finer) branches.push(branch(p, 2, finer, sampling, 2));
  if (coarser) {
    const [h, w] = coarser.shape;
    const small = branch(p, 0, coarser, rereadSampling(sampling, h, w), 1);
    branches.push(upsampleBilinear(small, level.shape[0], level.shape[1]));
  }
  const weighted = branches.map((y) => tf.mul(y, branchAttention(p, y)));
  return dyRelu(p.relu, tf.div(tf.addN(weighted), branches.length));
}

/** The level's own offsets and masks, used for all its branches. */
export function samplingOf(p: DyConvParams, level: tf.Tensor3D): Sampling {
  const raw = conv2d(level, p.offset);
  return {
    offsets: tf.slice(raw, [0, 0, 0], [-1, -1, OFFSET_CHANNELS]),
    mask: tf.sigmoid(tf.slice(raw, [0, 0, OFFSET_CHANNELS], [-1, -1, MASK_CHANNELS])),
  };
}

/**
 * The official reading of mismatched buffers. The coarser neighbour's convolution gets the current level's larger buffers, and the
 * CUDA kernel indexes them as if they had the smaller grid: the first channels·h·w numbers of the flat channel-first buffer.
 * The released weights were trained with this.
 */
export function rereadSampling({ offsets, mask }: Sampling, h: number, w: number): Sampling {
  const reread = (buffer: tf.Tensor3D): tf.Tensor3D => {
    const channels = buffer.shape[2];
    const flat = tf.reshape(tf.transpose(buffer, [2, 0, 1]), [buffer.size]);
    return tf.transpose(tf.reshape(tf.slice(flat, [0], [channels * h * w]), [channels, h, w]), [1, 2, 0]);
  };
  return { offsets: reread(offsets), mask: reread(mask) };
}

function branch(p: DyConvParams, which: 0 | 1 | 2, x: tf.Tensor3D, { offsets, mask }: Sampling, stride: number): tf.Tensor3D {
  return tf.tidy(() => convNorm(p.branches[which], p.groups, x, offsets, mask, stride));
}

/** Deformable convolution + GroupNorm, the official `Conv3x3Norm`. */
export function convNorm(p: ConvNormParams, groups: number, x: tf.Tensor3D, offsets: tf.Tensor3D, mask: tf.Tensor3D, stride: number): tf.Tensor3D {
  return groupNorm(deformConv2d(x, offsets, mask, p.conv, stride), p.norm, groups, EPSILON);
}

/** Scale-aware attention of a branch, one number [1, 1, 1] in 0..1. */
function branchAttention(p: DyConvParams, y: tf.Tensor3D): tf.Tensor3D {
  const pooled = tf.mean(y, [0, 1], true) as tf.Tensor3D;
  return hardSigmoid(tf.relu(conv2d(pooled, p.attention)));
}
