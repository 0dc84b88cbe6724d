import * as tf from '@tensorflow/tfjs-core';
import type { ConvParams } from './layerParams';
import { hasFused, runFused } from './fused';
import { floatsOf } from './halves';
import { matMulTransposedA } from './matMulTransposed';

/** Convolution with bias and PyTorch's padding floor(kernel / 2). x [h, w, in] -> [ceil(h/stride), ceil(w/stride), out] for odd kernels. */
export function conv2d(x: tf.Tensor3D, p: ConvParams, stride = 1): tf.Tensor3D {
  if (hasFused('Conv2d')) return runFused('Conv2d', { x, weight: p.weight, bias: p.bias }, { stride });
  const pad = Math.floor(p.weight.shape[0] / 2);
  const convolve = tf.customGrad<tf.Tensor3D>((...inputs) => {
    const [x, weight, bias, save] = inputs as [tf.Tensor3D, tf.Tensor4D, tf.Tensor1D, tf.GradSaveFunc];
    save([x, weight]);
    return {
      value: tf.fused.conv2d({ x, filter: weight, bias, strides: stride, pad }),
      gradFunc: (dy, saved) => {
        const [x, weight] = saved as [tf.Tensor3D, tf.Tensor4D];
        return [
          tf.conv2dTranspose(dy, weight, x.shape, stride, pad),
          weightGradient(dy, x, weight.shape, stride),
          tf.sum(dy, [0, 1]),
        ];
      },
    };
  });
  return tf.tidy(() => convolve(x, floatsOf(p.weight), p.bias));
}

/** Point by point of the kernel: what it saw, times dy. tfjs's own kernel for this is missing on wasm. */
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
