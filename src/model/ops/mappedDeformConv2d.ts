import * as tf from '@tensorflow/tfjs-core';
import type { ConvParams } from './layerParams';
import { deformConv2d } from './deformConv2d';
import { POINTS } from './deformSampling';
import { hasFused, runFused } from './fused';

/** Offsets [h, w, 18] and masks [h, w, 9], in 0..1. */
export interface Sampling {
  readonly offsets: tf.Tensor3D;
  readonly mask: tf.Tensor3D;
}

/**
 * deformConv2d of offsets and masks that come in one map, what the offset convolution yields.
 * @param map [h, w, 27]: 18 offsets and the logits of 9 masks; where the output is smaller it is reread, see rereadSampling
 * @param size of the output, height and width
 */
export function mappedDeformConv2d(
  x: tf.Tensor3D,
  map: tf.Tensor3D,
  [outH, outW]: readonly [number, number],
  p: ConvParams,
  stride: number,
): tf.Tensor3D {
  if (hasFused('MappedDeformConv2d'))
    return runFused('MappedDeformConv2d', { x, map, weight: p.weight, bias: p.bias }, { outH, outW, stride });
  return tf.tidy(() => {
    const own = samplingOf(map);
    const { offsets, mask } = outH === map.shape[0] && outW === map.shape[1] ? own : rereadSampling(own, outH, outW);
    return deformConv2d(x, offsets, mask, p, stride);
  });
}

/** The parts of a map [h, w, 27]. */
export function samplingOf(map: tf.Tensor3D): Sampling {
  return {
    offsets: tf.slice(map, [0, 0, 0], [-1, -1, 2 * POINTS]),
    mask: tf.sigmoid(tf.slice(map, [0, 0, 2 * POINTS], [-1, -1, POINTS])),
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
