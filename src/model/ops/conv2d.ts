import * as tf from '@tensorflow/tfjs-core';
import type { ConvParams } from '../weights/params';

/** Convolution with bias and PyTorch's padding floor(kernel / 2). x [h, w, in] -> [ceil(h/stride), ceil(w/stride), out] for odd kernels. */
export function conv2d(x: tf.Tensor3D, { weight, bias }: ConvParams, stride = 1): tf.Tensor3D {
  return tf.fused.conv2d({ x, filter: weight, bias, strides: stride, pad: Math.floor(weight.shape[0] / 2) });
}
