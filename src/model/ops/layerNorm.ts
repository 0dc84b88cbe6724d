import * as tf from '@tensorflow/tfjs-core';
import type { NormParams } from './layerParams';
import { hasFused, runFused } from './fused';

/** Layer normalisation over the last axis, biased variance, as `torch.nn.LayerNorm`. x [..., channels] -> the same shape. */
export function layerNorm<T extends tf.Tensor>(x: T, { weight, bias }: NormParams, epsilon: number): T {
  if (hasFused('LayerNorm')) return runFused('LayerNorm', { x, weight, bias }, { epsilon });
  return tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), weight), bias) as T;
  });
}
