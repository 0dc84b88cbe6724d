import * as tf from '@tensorflow/tfjs-core';
import {
  deformSampling,
  eachCorner,
  flatten,
  POINTS,
  sampleColumns,
  samplingBlocks,
  type DeformSampling,
} from './deformSampling';
import { matMulTransposedA, matMulTransposedB } from './linear';
import { gatherRows } from './rows';

/** The inputs of the convolution; see deformConv2d. */
export interface DeformInputs {
  readonly x: tf.Tensor3D;
  readonly offsets: tf.Tensor3D;
  readonly mask: tf.Tensor3D;
  /** [3, 3, in, out] */
  readonly weight: tf.Tensor4D;
}

/**
 * Gradient of the modulated deformable convolution at its map, offsets and masks, as the official `ModulatedDeformConv`'s. The samples
 * are made again, block by block, and not kept: at a picture's size they are the largest thing in the head.
 * @param dy [h', w', out]
 */
export function deformDataGradient(
  dy: tf.Tensor3D,
  { x, offsets, mask, weight }: DeformInputs,
  stride: number,
): Omit<DeformInputs, 'weight'> {
  return tf.tidy(() => {
    const [h, w, channels] = x.shape;
    const rows = tf.reshape<tf.Rank.R2>(x, [h * w, channels]);
    const matrix = tf.reshape<tf.Rank.R2>(weight, [POINTS * channels, weight.shape[3]]);
    const parts = samplingBlocks(deformSampling(offsets, mask, stride), channels).map(({ begin, size, block }) =>
      tf.tidy(() => {
        const dColumns = matMulTransposedB(rowsOf(dy, begin, size), matrix);
        return sampleGradient(tf.reshape(dColumns, [size * POINTS, channels]), rows, h, w, block);
      }),
    );
    const dOffsets = parts.map(({ dY, dX }) => tf.stack([dY, dX], 1));
    const dMasks = parts.map(({ dMask }) => dMask);
    return {
      x: tf.reshape<tf.Rank.R3>(tf.addN(parts.map(({ dRows }) => dRows)), x.shape),
      offsets: tf.reshape<tf.Rank.R3>(tf.concat(dOffsets, 0), offsets.shape),
      mask: tf.reshape<tf.Rank.R3>(tf.concat(dMasks, 0), mask.shape),
    };
  });
}

/** Gradient of the modulated deformable convolution at its weights [3, 3, in, out]. @param dy [h', w', out] */
export function deformWeightGradient(
  dy: tf.Tensor3D,
  { x, offsets, mask, weight }: DeformInputs,
  stride: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [h, w, channels] = x.shape;
    const rows = tf.reshape<tf.Rank.R2>(x, [h * w, channels]);
    const parts = samplingBlocks(deformSampling(offsets, mask, stride), channels).map(({ begin, size, block }) =>
      tf.tidy(() => matMulTransposedA(sampleColumns(rows, h, w, block), rowsOf(dy, begin, size))),
    );
    return tf.reshape<tf.Rank.R4>(tf.addN(parts), weight.shape);
  });
}

/** Locations of a map [h, w, channels], in one sequence. */
function rowsOf(map: tf.Tensor3D, begin: number, size: number): tf.Tensor2D {
  const [h, w, channels] = map.shape;
  return tf.slice2d(tf.reshape<tf.Rank.R2>(map, [h * w, channels]), [begin, 0], [size, channels]);
}

/** @param dSamples gradient at the masked samples [n, channels] @returns that at the map's rows, and at the positions and masks, each [n] */
function sampleGradient(
  dSamples: tf.Tensor2D,
  rows: tf.Tensor2D,
  h: number,
  w: number,
  { y, x, mask }: DeformSampling,
) {
  const masks = flatten(mask);
  const corners = eachCorner(flatten(y), flatten(x), h, w, ({ index, weightY, weightX, slopeY, slopeX, inside }) =>
    tf.tidy(() => {
      const weight = tf.mul(tf.mul(weightY, weightX), inside);
      const spread = tf.mul(dSamples, tf.reshape(tf.mul(weight, masks), [weight.size, 1]));
      // The gradient at the corner's weight in each sample.
      const dWeight = tf.mul(tf.sum(tf.mul(gatherRows(rows, index), dSamples), 1), inside);
      const dWeightMasked = tf.mul(dWeight, masks);
      return {
        dRows: tf.scatterND(tf.reshape(index, [index.size, 1]), spread, rows.shape),
        dMask: tf.mul(dWeight, tf.mul(weightY, weightX)),
        dY: tf.mul(tf.mul(dWeightMasked, weightX), slopeY),
        dX: tf.mul(tf.mul(dWeightMasked, weightY), slopeX),
      };
    }),
  );
  const total = (name: keyof (typeof corners)[number]) => tf.addN(corners.map((corner) => corner[name]));
  return { dRows: total('dRows'), dMask: total('dMask'), dY: total('dY'), dX: total('dX') };
}
