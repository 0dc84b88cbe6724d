import * as tf from '@tensorflow/tfjs-core';
import type { NormParams } from '../weights/params';
import { hasFused, runFused } from './fused';

/**
 * Group normalisation, as `torch.nn.GroupNorm`. x [h, w, channels] -> the same shape.
 * Means are taken per channel over the locations first and then per group, so that no tensor has to be transposed.
 */
export function groupNorm(x: tf.Tensor3D, { weight, bias }: NormParams, groups: number, epsilon: number): tf.Tensor3D {
  if (hasFused('GroupNorm')) return runFused('GroupNorm', { x, weight, bias }, { groups, epsilon });
  return tf.tidy(() => {
    const [height, width, channels] = x.shape;
    const flat = tf.reshape(x, [height * width, channels]);
    const perGroup = (values: tf.Tensor) => {
      const means = tf.mean(tf.reshape(tf.mean(values, 0), [groups, channels / groups]), 1, true);
      return tf.reshape(tf.tile(means, [1, channels / groups]), [channels]);
    };
    const centred = tf.sub(flat, perGroup(flat));
    const scale = tf.mul(weight, tf.rsqrt(tf.add(perGroup(tf.square(centred)), epsilon)));
    return tf.reshape(tf.add(tf.mul(centred, scale), bias), x.shape);
  });
}
