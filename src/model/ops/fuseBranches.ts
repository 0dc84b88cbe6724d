import * as tf from '@tensorflow/tfjs-core';
import { hardSigmoid } from './activations';
import { conv2d } from './conv2d';
import { hasFused, runFused } from './kernels';
import { linear } from './linear';
import { groupNorm } from './norms';
import { upsampleBilinear } from './upsample';
import type { ConvParams, LinearParams, NormParams } from './weights';

const EPSILON = 1e-5;

/** What a branch of DyConv comes to before its normalisation: [h, w, channels]. */
export interface Branch {
  readonly y: tf.Tensor3D;
  readonly norm: NormParams;
}

/** What all branches have in common. */
export interface Fusion {
  /** Groups of the normalisation. */
  readonly groups: number;
  /** 1 × 1 convolution [1, 1, channels, 1] of a branch's average. */
  readonly attention: ConvParams<tf.Tensor4D>;
  readonly relu: DynamicReluParams;
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
    const inputs = {
      branches: branches.map(({ y, norm: { weight, bias } }) => ({ y, weight, bias })),
      attention: attention.weight,
      attentionBias: attention.bias,
      squeeze: relu.squeeze.weight,
      squeezeBias: relu.squeeze.bias,
      expand: relu.expand.weight,
      expandBias: relu.expand.bias,
    };
    return runFused('FuseBranches', inputs, { h, w, groups, epsilon: EPSILON });
  }
  return tf.tidy(() => {
    const weighted = branches.map(({ y, norm }) => {
      const normed = groupNorm(y, norm, groups, EPSILON);
      const sized = y.shape[0] === h && y.shape[1] === w ? normed : upsampleBilinear(normed, h, w);
      return tf.mul<tf.Tensor3D>(sized, branchAttention(sized, attention));
    });
    return dynamicRelu(tf.div(tf.addN(weighted), branches.length), relu);
  });
}

/** [1, 1, 1] */
function branchAttention(y: tf.Tensor3D, attention: ConvParams): tf.Tensor3D {
  return hardSigmoid(tf.relu(conv2d(tf.mean<tf.Tensor3D>(y, [0, 1], true), attention)));
}

/** DYReLU's small network: [channels, hidden], and [hidden, 4 · channels] for a1, b1, a2, b2. */
export interface DynamicReluParams {
  readonly squeeze: LinearParams<tf.Tensor2D>;
  readonly expand: LinearParams<tf.Tensor2D>;
}

/**
 * DYReLU: max(x·a1 + b1, x·a2 + b2), per channel, with coefficients that a small network makes from the average over all locations.
 * x [h, w, channels] -> the same shape.
 */
export function dynamicRelu(x: tf.Tensor3D, { squeeze, expand }: DynamicReluParams): tf.Tensor3D {
  return tf.tidy(() => {
    const channels = x.shape[2];
    const pooled = tf.reshape<tf.Rank.R2>(tf.mean(x, [0, 1]), [1, channels]);
    const coefficients = hardSigmoid(linear(tf.relu(linear(pooled, squeeze)), expand));
    const centred = tf.sub<tf.Tensor2D>(tf.reshape(coefficients, [4, channels]), 0.5);
    const row = (i: number) => tf.reshape<tf.Rank.R1>(tf.slice(centred, [i, 0], [1, channels]), [channels]);
    const piece = (a: tf.Tensor1D, b: tf.Tensor1D) => tf.add<tf.Tensor3D>(tf.mul(x, a), b);
    return tf.maximum<tf.Tensor3D>(piece(tf.add(tf.mul(row(0), 2), 1), row(1)), piece(tf.mul(row(2), 2), row(3)));
  });
}
