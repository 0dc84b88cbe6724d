import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './kernels';
import type { NormParams } from './weights';

/** Layer normalisation of rows, biased variance, as `torch.nn.LayerNorm`. x [n, channels] -> the same shape. */
export function layerNorm(x: tf.Tensor2D, { weight, bias }: NormParams, epsilon: number): tf.Tensor2D {
  if (hasFused('LayerNorm')) return runFused('LayerNorm', { x, weight, bias }, { epsilon });
  return tf.tidy(() => {
    const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.add<tf.Tensor2D>(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), weight), bias);
  });
}

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
    const scale = tf.mul(weight, tf.rsqrt(tf.add(groupMeans(tf.square(centred), groups), epsilon)));
    return tf.reshape(tf.add(tf.mul(centred, scale), bias), x.shape);
  });
}

/** Means of groups of channels, for every channel that of its own group: [locations, channels] -> [channels]. */
export function groupMeans(values: tf.Tensor2D, groups: number): tf.Tensor1D {
  const size = values.shape[1] / groups;
  const means = tf.mean(tf.reshape(tf.mean(values, 0), [groups, size]), 1, true);
  return tf.reshape(tf.tile(means, [1, size]), [values.shape[1]]);
}
