import * as tf from '@tensorflow/tfjs-core';
import type { ConvParams } from './layerParams';
import { deformDataGradient, deformWeightGradient, type DeformInputs } from './deformConv2dGradient';
import { deformSampling, POINTS, sampleColumns, samplingBlocks } from './deformSampling';
import { hasFused, runFused } from './fused';
import { floatsOf } from './halves';
import { linear } from './linear';

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
  if (hasFused('DeformConv2d'))
    return runFused('DeformConv2d', { x, offsets, mask, weight: p.weight, bias: p.bias }, { stride });
  const convolve = tf.customGrad<tf.Tensor3D>((...inputs) => {
    const [x, offsets, mask, weight, bias, save] = inputs as [
      tf.Tensor3D,
      tf.Tensor3D,
      tf.Tensor3D,
      tf.Tensor4D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ];
    save([x, offsets, mask, weight]);
    return {
      value: composition({ x, offsets, mask, weight }, bias, stride),
      gradFunc: (dy, saved) => {
        const [x, offsets, mask, weight] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor4D];
        const inputs = { x, offsets, mask, weight };
        const data = deformDataGradient(dy, inputs, stride);
        return [data.x, data.offsets, data.mask, deformWeightGradient(dy, inputs, stride), tf.sum(dy, [0, 1])];
      },
    };
  });
  return tf.tidy(() => convolve(x, offsets, mask, floatsOf(p.weight), p.bias));
}

function composition({ x, offsets, mask, weight }: DeformInputs, bias: tf.Tensor1D, stride: number): tf.Tensor3D {
  return tf.tidy(() => {
    const [h, w, channels] = x.shape;
    const [outH, outW] = mask.shape;
    const outputs = weight.shape[3];
    const rows = tf.reshape(x, [h * w, channels]) as tf.Tensor2D;
    const matrix = { weight: tf.reshape(weight, [POINTS * channels, outputs]) as tf.Tensor2D, bias };
    const blocks = samplingBlocks(deformSampling(offsets, mask, stride), channels).map(({ block }) =>
      tf.tidy(() => linear(sampleColumns(rows, h, w, block), matrix)),
    );
    return tf.reshape(tf.concat(blocks, 0), [outH, outW, outputs]);
  });
}
