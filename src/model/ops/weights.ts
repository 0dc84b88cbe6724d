import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './kernels';

/**
 * Weights in float16 as they lie on the GPU: two numbers in each element of an int32 tensor, half the memory and half to read for a
 * product, which is computed in float32 all the same. Lossless for what comes from a float16 file, except for numbers below 6.1e-5,
 * which a GPU may take for zero.
 */
export type Float16Tensor<R extends tf.Rank = tf.Rank> = {
  /** The shape of the weights themselves, whose last axis is a multiple of four. */
  readonly shape: tf.ShapeMap[R];
  /** The numbers, two by two: [..., columns / 2], int32. */
  readonly pairs: tf.Tensor;
};

/** A matrix, a table or the kernel of a convolution, in float32 or, where the backend has kernels for it, in float16. */
export type Weight<R extends tf.Rank> = tf.Tensor<R> | Float16Tensor<R>;

/** A projection: weight [in, out] and bias [out]. */
export interface LinearParams<W extends Weight<tf.Rank.R2> = Weight<tf.Rank.R2>> {
  readonly weight: W;
  readonly bias: tf.Tensor1D;
}

/** A convolution: weight [kernel, kernel, in, out] and bias [out]. */
export interface ConvParams<W extends Weight<tf.Rank.R4> = Weight<tf.Rank.R4>> {
  readonly weight: W;
  readonly bias: tf.Tensor1D;
}

/** A normalisation: weight and bias [channels]. */
export interface NormParams {
  readonly weight: tf.Tensor1D;
  readonly bias: tf.Tensor1D;
}

export function isFloat16<R extends tf.Rank>(weight: Weight<R>): weight is Float16Tensor<R> {
  return 'pairs' in weight;
}

/** Whether the shape can be held in float16: kernels read four numbers of a row at a time. */
export const fitsFloat16 = (shape: readonly number[]): boolean => (shape.at(-1) ?? 1) % 4 === 0;

/** Whether the current backend holds weights of this shape in float16. */
export const takesFloat16 = (shape: readonly number[]): boolean => hasFused('PackFloat16') && fitsFloat16(shape);

/** float32 -> float16, rounded to nearest. The shape must be one that `takesFloat16`. */
export function toFloat16<R extends tf.Rank>(floats: tf.Tensor<R>): Float16Tensor<R> {
  return { shape: floats.shape, pairs: runFused('PackFloat16', { floats }, {}) };
}

/** Weights of a shape that are all zero, in the form that the backend would hold them in. */
export function zeroWeight(shape: readonly number[], float16: boolean): Weight<tf.Rank> {
  if (!float16) return tf.fill([...shape], 0);
  const columns = shape.at(-1) ?? 1;
  return { shape: [...shape], pairs: tf.fill([...shape.slice(0, -1), columns / 2], 0, 'int32') };
}

/** float32 for what takes no float16: the weights themselves, or a new tensor. */
export function toFloat32<R extends tf.Rank>(weight: Weight<R>): tf.Tensor<R> {
  if (!isFloat16(weight)) return weight;
  return tf.tidy(() => tf.reshape<R>(runFused('UnpackFloat16', { weight }, {}), weight.shape));
}

/** The kernel of a 1 × 1 convolution as the matrix [in, out]. */
export function pointwiseMatrix(weight: Weight<tf.Rank.R4>): Weight<tf.Rank.R2> {
  const [, , inputs, outputs] = weight.shape;
  if (!isFloat16(weight)) return tf.reshape<tf.Rank.R2>(weight, [inputs, outputs]);
  return { shape: [inputs, outputs], pairs: tf.reshape(weight.pairs, [inputs, outputs / 2]) };
}
