import type * as tf from '@tensorflow/tfjs-core';

export interface LinearParams {
  /** [in, out], possibly packed halves */
  readonly weight: tf.Tensor2D;
  /** [out] */
  readonly bias?: tf.Tensor1D;
}

export interface ConvParams {
  /** [kernel, kernel, in, out], possibly packed halves */
  readonly weight: tf.Tensor4D;
  /** [out] */
  readonly bias: tf.Tensor1D;
}

export interface NormParams {
  readonly weight: tf.Tensor1D;
  readonly bias: tf.Tensor1D;
}
