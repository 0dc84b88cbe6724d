import type * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './fused';

/**
 * Matrices of weights that lie on the GPU as halves, two in each element of an int32 tensor [..., n / 2]: half the memory, and half
 * to read for a product, which is computed in float32 all the same. What multiplies with weights takes them either way. Lossless for
 * what comes from a file of halves, except for numbers below 6.1e-5, which a GPU may take for zero.
 */
export const isPacked = ({ dtype }: Pick<TensorInfo, 'dtype'>): boolean => dtype === 'int32';

/** Whether a matrix of so many columns can be held so: kernels read four numbers at a time. */
export const isPackable = (columns: number): boolean => columns % 4 === 0;

/** Whether the backend can hold it so. */
export const canPack = (shape: readonly number[]): boolean => hasFused('PackHalves') && isPackable(shape.at(-1)!);

/** float32 [..., n] -> packed [..., n / 2]; what is not a half is rounded. */
export function packHalves<T extends tf.Tensor>(floats: T): T {
  return runFused<T>('PackHalves', { floats });
}

/** float32, for what does not take halves: itself, or unpacked. */
export function floatsOf<T extends tf.Tensor>(weight: T): T {
  return isPacked(weight) ? runFused<T>('UnpackHalves', { packed: weight }) : weight;
}

/** [..., n], however the matrix is held. */
export function matrixShape(weight: Pick<TensorInfo, 'dtype' | 'shape'>): number[] {
  return isPacked(weight) ? [...weight.shape.slice(0, -1), 2 * weight.shape.at(-1)!] : weight.shape;
}
