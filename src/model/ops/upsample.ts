import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from './rows';
import { withGradient } from './tfjs/registry';

/** Bilinear resize with align_corners = true, as the official DyConv. x [h, w, c] -> [height, width, c]. */
export function upsampleBilinear(x: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  // The gradient of TensorFlow.js's own resize is wrong on cpu for a map that is not square.
  return withGradient(
    [x],
    [],
    () => tf.image.resizeBilinear(x, [height, width], true),
    (dy) => [bilinearGradient(dy, x.shape)],
  );
}

/** The resize is A·x·Bᵀ per channel, so its gradient is Aᵀ·dy·B. */
function bilinearGradient(dy: tf.Tensor3D, [h, w, channels]: readonly [number, number, number]): tf.Tensor3D {
  return tf.tidy(() => {
    const [height, width] = dy.shape;
    const rows = tf.matMul(interpolation(h, height), tf.reshape<tf.Rank.R2>(dy, [height, width * channels]), true);
    const columns = tf.tile(tf.reshape<tf.Rank.R3>(interpolation(w, width), [1, width, w]), [h, 1, 1]);
    return tf.matMul(columns, tf.reshape<tf.Rank.R3>(rows, [h, width, channels]), true);
  });
}

/** Along one axis with aligned corners, the weight of each of `from` values in each of `to` samples: [to, from]. */
function interpolation(from: number, to: number): tf.Tensor2D {
  const matrix = tf.buffer<tf.Rank.R2>([to, from]);
  for (let i = 0; i < to; i++) {
    const position = to > 1 ? (i * (from - 1)) / (to - 1) : 0;
    const before = Math.floor(position);
    const fraction = position - before;
    matrix.set(1 - fraction, i, before);
    if (fraction > 0) matrix.set(fraction, i, before + 1);
  }
  return matrix.toTensor();
}

/**
 * Nearest resize to an exact size, as `F.interpolate(size=…)` in the official FPN. x [h, w, c] -> [height, width, c].
 * The source index is floor(i · scale) with a float32 scale, as PyTorch computes it; a GPU's own division may round otherwise.
 */
export function upsampleNearest(x: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  return tf.tidy(() => {
    const [h, w, c] = x.shape;
    const source = (i: number, from: number, to: number) =>
      Math.min(Math.floor(Math.fround(i * Math.fround(from / to))), from - 1);
    const index = new Int32Array(height * width);
    for (let row = 0; row < height; row++) {
      const begin = source(row, h, height) * w;
      for (let column = 0; column < width; column++) index[row * width + column] = begin + source(column, w, width);
    }
    const rows = gatherRows(tf.reshape(x, [h * w, c]), tf.tensor1d(index, 'int32'));
    return tf.reshape(rows, [height, width, c]);
  });
}
