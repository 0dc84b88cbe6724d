import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../ops/conv2d';
import { groupNorm } from '../ops/groupNorm';
import { hardSigmoid } from '../ops/hardSigmoid';
import { mappedDeformConv2d } from '../ops/mappedDeformConv2d';
import { upsampleBilinear } from '../ops/upsample';
import type { GlipConfig } from '../config';
import type { ConvParams, NormParams, ParamScope } from '../weights/params';
import { dyRelu, readDyRelu, type DyReluParams } from './dyRelu';

/** DyConv of dynamic head, mirrors the official `DyConv` in `modeling/rpn/vldyhead.py`. */

const EPSILON = 1e-5;
/** Offsets (dy, dx) and a mask for each of the 9 points of a kernel. */
const MAP_CHANNELS = 27;

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
    offset: scope.conv('offset', channels, MAP_CHANNELS, 3),
    attention: scope.conv('AttnConv.1', channels, 1, 1),
    relu: readDyRelu(scope.scope('relu'), channels),
  };
}

/** P3..P7 [h, w, channels] -> the same shapes; every level reads its neighbours as they were before this layer. */
export function dyConv(p: DyConvParams, levels: readonly tf.Tensor3D[]): tf.Tensor3D[] {
  return levels.map((level, i) => tf.tidy(() => fuseLevel(p, level, levels[i - 1], levels[i + 1])));
}

function fuseLevel(p: DyConvParams, level: tf.Tensor3D, finer?: tf.Tensor3D, coarser?: tf.Tensor3D): tf.Tensor3D {
  const [h, w] = level.shape;
  // The level's own offsets and masks are used for all its branches.
  const map = conv2d(level, p.offset);
  const branches = [branch(p, 1, level, map, [h, w], 1)];
  if (finer) branches.push(branch(p, 2, finer, map, [h, w], 2));
  if (coarser) {
    const small = branch(p, 0, coarser, map, [coarser.shape[0], coarser.shape[1]], 1);
    branches.push(upsampleBilinear(small, h, w));
  }
  const weighted = branches.map((y) => tf.mul(y, branchAttention(p, y)));
  return dyRelu(p.relu, tf.div(tf.addN(weighted), branches.length));
}

function branch(p: DyConvParams, which: 0 | 1 | 2, x: tf.Tensor3D, map: tf.Tensor3D, size: readonly [number, number], stride: number): tf.Tensor3D {
  return tf.tidy(() => convNorm(p.branches[which], p.groups, x, map, size, stride));
}

/** Deformable convolution + GroupNorm, the official `Conv3x3Norm`; see mappedDeformConv2d. */
export function convNorm(p: ConvNormParams, groups: number, x: tf.Tensor3D, map: tf.Tensor3D, size: readonly [number, number], stride: number): tf.Tensor3D {
  return groupNorm(mappedDeformConv2d(x, map, size, p.conv, stride), p.norm, groups, EPSILON);
}

/** Scale-aware attention of a branch, one number [1, 1, 1] in 0..1. */
function branchAttention(p: DyConvParams, y: tf.Tensor3D): tf.Tensor3D {
  const pooled = tf.mean(y, [0, 1], true) as tf.Tensor3D;
  return hardSigmoid(tf.relu(conv2d(pooled, p.attention)));
}
