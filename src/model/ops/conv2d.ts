import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './kernels';
import { matMulTransposedA } from './linear';
import { withGradient } from './tfjs/registry';
import { toFloat32, type ConvParams } from './weights';

/** Convolution with bias and PyTorch's padding floor(kernel / 2). x [h, w, in] -> [ceil(h/stride), ceil(w/stride), out] for odd kernels. */
export function conv2d(x: tf.Tensor3D, p: ConvParams, stride = 1): tf.Tensor3D {
  if (hasFused('Conv2d')) return runFused('Conv2d', { x, weight: p.weight, bias: p.bias }, { stride });
  return tf.tidy(() => {
    const { bias } = p;
    const filter = toFloat32(p.weight);
    const pad = Math.floor(filter.shape[0] / 2);
    return withGradient(
      [x, filter, bias],
      [x, filter],
      () => tf.fused.conv2d({ x, filter, bias, strides: stride, pad }),
      (dy, x, filter) => [
        tf.conv2dTranspose(dy, filter, x.shape, stride, pad),
        weightGradient(dy, x, filter.shape, stride),
        tf.sum(dy, [0, 1]),
      ],
    );
  });
}

/** For each point of the kernel the values that it saw, times dy. TensorFlow.js's own kernel for this is missing on wasm. */
function weightGradient(
  dy: tf.Tensor3D,
  x: tf.Tensor3D,
  shape: readonly [number, number, number, number],
  stride: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [kernel, , inputs, outputs] = shape;
    const [h, w] = dy.shape;
    const pad = Math.floor(kernel / 2);
    const padded = tf.pad3d(x, [
      [pad, pad],
      [pad, pad],
      [0, 0],
    ]);
    const rows = tf.reshape<tf.Rank.R2>(dy, [h * w, outputs]);
    const points = Array.from({ length: kernel ** 2 }, (_, point) =>
      tf.tidy(() => {
        const [top, left] = [Math.floor(point / kernel), point % kernel];
        const seen = tf.stridedSlice(
          padded,
          [top, left, 0],
          [top + (h - 1) * stride + 1, left + (w - 1) * stride + 1, inputs],
          [stride, stride, 1],
        );
        return matMulTransposedA(tf.reshape(seen, [h * w, inputs]), rows);
      }),
    );
    return tf.reshape(tf.concat(points, 0), [...shape]);
  });
}
