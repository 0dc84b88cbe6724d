import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../ops/conv2d';
import { fuseBranches, type Branch, type Fusion } from '../ops/fuseBranches';
import { mappedDeformConv2d } from '../ops/deformConv2d';
import type { GlipConfig } from '../config/config';
import type { ParamScope } from './params';
import type { ConvParams, NormParams } from '../ops/weights';
import { readDyRelu } from './dyRelu';

/** DyConv of dynamic head, mirrors the official `DyConv` in `modeling/rpn/vldyhead.py`. */

/** Offsets (dy, dx) and a mask for each of the 9 points of a kernel. */
const MAP_CHANNELS = 27;

export interface ConvNormParams {
  readonly conv: ConvParams;
  readonly norm: NormParams;
}

export interface DyConvParams extends Fusion {
  /** [0] for the coarser level, [1] for the same, [2] (stride 2) for the finer: the official order. */
  readonly branches: readonly [ConvNormParams, ConvNormParams, ConvNormParams];
  readonly offset: ConvParams;
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
    attention: scope.float32Conv('AttnConv.1', channels, 1, 1),
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
  const branch = (which: 0 | 1 | 2, x: tf.Tensor3D, size: readonly [number, number], stride: number): Branch => {
    const { conv, norm } = p.branches[which];
    return { y: mappedDeformConv2d(x, map, size, conv, stride), norm };
  };
  const branches = [branch(1, level, [h, w], 1)];
  if (finer) branches.push(branch(2, finer, [h, w], 2));
  if (coarser) branches.push(branch(0, coarser, [coarser.shape[0], coarser.shape[1]], 1));
  return fuseBranches(branches, p, [h, w]);
}
