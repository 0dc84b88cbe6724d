import * as tf from '@tensorflow/tfjs-core';
import type { NormParams } from './layerParams';
import { hasFused, runFused } from './fused';

/**
 * Group normalisation, as `torch.nn.GroupNorm`. x [h, w, channels] -> the same shape.
 * Means are taken per channel over the locations first and then per group, so that no tensor has to be transposed.
 */
export function groupNorm(x: tf.Tensor3D, { weight, bias }: NormParams, groups: number, epsilon: number): tf.Tensor3D {
  if (hasFused('GroupNorm')) return runFused('GroupNorm', { x, weight, bias }, { groups, epsilon });
  return tf.tidy(() => {
    const [height, width, channels] = x.shape;
    const flat = tf.reshape<tf.Rank.R2>(x, [height * width, channels]);
    const centred = tf.sub<tf.Tensor2D>(flat, groupMeans(flat, groups));
    const scale = tf.mul(weight, tf.rsqrt(tf.add(groupMeans(tf.square<tf.Tensor2D>(centred), groups), epsilon)));
    return tf.reshape(tf.add(tf.mul(centred, scale), bias), x.shape);
  });
}

/** Means of groups of channels, for every channel that of its own: [locations, channels] -> [channels]. */
export function groupMeans(values: tf.Tensor2D, groups: number): tf.Tensor1D {
  const size = values.shape[1] / groups;
  const means = tf.mean(tf.reshape(tf.mean(values, 0), [groups, size]), 1, true);
  return tf.reshape(tf.tile(means, [1, size]), [values.shape[1]]);
}
