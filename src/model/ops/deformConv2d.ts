import * as tf from '@tensorflow/tfjs-core';
import { deformDataGradient, deformWeightGradient, type DeformInputs } from './deformConv2dGradient';
import { deformSampling, POINTS, sampleColumns, samplingBlocks } from './deformSampling';
import { hasFused, runFused } from './kernels';
import { linear } from './linear';
import { withGradient } from './tfjs/registry';
import { toFloat32, type ConvParams } from './weights';

/**
 * Modulated deformable convolution 3 × 3, padding 1 (DCNv2), as the official CUDA op `ModulatedDeformConv`:
 * every kernel point samples at y·stride - 1 + i + dy, x·stride - 1 + j + dx, bilinearly with zeros outside,
 * times its mask; the bias is added last.
 * @param x [h, w, in]
 * @param offsets [h', w', 18]: (dy, dx) for each kernel point in row-major order
 * @param mask [h', w', 9], already in 0..1
 * @returns [h', w', out]
 */
export function deformConv2d(
  x: tf.Tensor3D,
  offsets: tf.Tensor3D,
  mask: tf.Tensor3D,
  p: ConvParams,
  stride: number,
): tf.Tensor3D {
  return tf.tidy(() => {
    const { bias } = p;
    const weight = toFloat32(p.weight);
    if (hasFused('DeformConv2d')) return runFused('DeformConv2d', { x, offsets, mask, weight, bias }, { stride });
    return withGradient(
      [x, offsets, mask, weight, bias],
      [x, offsets, mask, weight],
      () => composition({ x, offsets, mask, weight }, bias, stride),
      (dy, x, offsets, mask, weight) => {
        const inputs = { x, offsets, mask, weight };
        const data = deformDataGradient(dy, inputs, stride);
        return [data.x, data.offsets, data.mask, deformWeightGradient(dy, inputs, stride), tf.sum(dy, [0, 1])];
      },
    );
  });
}

function composition({ x, offsets, mask, weight }: DeformInputs, bias: tf.Tensor1D, stride: number): tf.Tensor3D {
  return tf.tidy(() => {
    const [h, w, channels] = x.shape;
    const [outH, outW] = mask.shape;
    const outputs = weight.shape[3];
    const rows = tf.reshape<tf.Rank.R2>(x, [h * w, channels]);
    const matrix = { weight: tf.reshape<tf.Rank.R2>(weight, [POINTS * channels, outputs]), bias };
    const blocks = samplingBlocks(deformSampling(offsets, mask, stride), channels).map(({ block }) =>
      tf.tidy(() => linear(sampleColumns(rows, h, w, block), matrix)),
    );
    return tf.reshape(tf.concat(blocks, 0), [outH, outW, outputs]);
  });
}

/** Offsets [h, w, 18] and masks [h, w, 9], in 0..1. */
export interface Sampling {
  readonly offsets: tf.Tensor3D;
  readonly mask: tf.Tensor3D;
}

/**
 * deformConv2d with offsets and masks that come in one map, as the offset convolution yields them.
 * @param map [h, w, 27]: 18 offsets and the logits of 9 masks; where the output is smaller it is indexed as `onSmallerGrid` says
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
    const sampling = {
      offsets: tf.slice(map, [0, 0, 0], [-1, -1, 2 * POINTS]),
      mask: tf.sigmoid(tf.slice(map, [0, 0, 2 * POINTS], [-1, -1, POINTS])),
    };
    const isSameGrid = outH === map.shape[0] && outW === map.shape[1];
    const { offsets, mask } = isSameGrid ? sampling : onSmallerGrid(sampling, outH, outW);
    return deformConv2d(x, offsets, mask, p, stride);
  });
}

/**
 * The official mismatched-grid indexing. The coarser neighbour's convolution receives the current level's larger buffers, and the
 * CUDA kernel indexes them as if they had the smaller grid: the first channels·h·w numbers of the flat channel-first buffer.
 * The released weights were trained with this.
 */
export function onSmallerGrid({ offsets, mask }: Sampling, h: number, w: number): Sampling {
  const index = (buffer: tf.Tensor3D): tf.Tensor3D => {
    const channels = buffer.shape[2];
    const flat = tf.reshape(tf.transpose(buffer, [2, 0, 1]), [buffer.size]);
    return tf.transpose(tf.reshape(tf.slice(flat, [0], [channels * h * w]), [channels, h, w]), [1, 2, 0]);
  };
  return { offsets: index(offsets), mask: index(mask) };
}
