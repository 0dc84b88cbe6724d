import * as tf from '@tensorflow/tfjs-core';
import type { ConvParams, NormParams } from './layerParams';
import { conv2d } from './conv2d';
import { dynamicRelu, type DynamicReluParams } from './dynamicRelu';
import { hasFused, runFused } from './fused';
import { groupNorm } from './groupNorm';
import { hardSigmoid } from './hardSigmoid';
import { upsampleBilinear } from './upsample';

const EPSILON = 1e-5;

/** What a branch of DyConv comes to before its normalisation: [h, w, channels]. */
export interface Branch {
  readonly y: tf.Tensor3D;
  readonly norm: NormParams;
}

/** What all branches have in common. */
export interface Fusion {
  /** Of GroupNorm. */
  readonly groups: number;
  /** 1 × 1 convolution [1, 1, channels, 1] of a branch's average. */
  readonly attention: ConvParams;
  readonly relu: DynamicReluParams;
}

/** What the kernel `FuseBranches` is told beside its tensors: the level's size, and of GroupNorm. */
export interface FusionAttributes {
  readonly h: number;
  readonly w: number;
  readonly groups: number;
  readonly epsilon: number;
}

/** The branches among the inputs of the kernel, in order: y0, y1, … */
export function branchesOf(inputs: Record<string, tf.TensorInfo>): tf.TensorInfo[] {
  return Object.keys(inputs)
    .filter((name) => /^y\d$/.test(name))
    .map((name) => inputs[name]!);
}

/**
 * DyConv's branches put together: each normalised, weighted with its scale-aware attention, one number in 0.5..1, upsampled to the
 * level's size where it is smaller, and averaged; then DYReLU.
 * @param size of the level, height and width
 * @returns [h, w, channels]
 */
export function fuseBranches(
  branches: readonly Branch[],
  { groups, attention, relu }: Fusion,
  [h, w]: readonly [number, number],
): tf.Tensor3D {
  if (hasFused('FuseBranches')) {
    const inputs = branches.flatMap(({ y, norm }, i) =>
      Object.entries({ [`y${i}`]: y, [`weight${i}`]: norm.weight, [`bias${i}`]: norm.bias }),
    );
    const { squeeze, expand } = relu;
    const network = {
      squeeze: squeeze.weight,
      squeezeBias: squeeze.bias!,
      expand: expand.weight,
      expandBias: expand.bias!,
    };
    const shared = { weight: attention.weight, bias: attention.bias, ...network };
    return runFused('FuseBranches', { ...Object.fromEntries(inputs), ...shared }, { h, w, groups, epsilon: EPSILON });
  }
  return tf.tidy(() => {
    const weighted = branches.map(({ y, norm }) => {
      const normed = groupNorm(y, norm, groups, EPSILON);
      const sized = y.shape[0] === h && y.shape[1] === w ? normed : upsampleBilinear(normed, h, w);
      return tf.mul(sized, branchAttention(sized, attention));
    });
    return dynamicRelu(tf.div(tf.addN(weighted), branches.length), relu);
  });
}

/** [1, 1, 1] */
function branchAttention(y: tf.Tensor3D, attention: ConvParams): tf.Tensor3D {
  return hardSigmoid(tf.relu(conv2d(tf.mean<tf.Tensor3D>(y, [0, 1], true), attention)));
}
