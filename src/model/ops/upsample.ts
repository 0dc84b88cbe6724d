import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from './gatherRows';

/** Bilinear resize with align_corners = true, as the official DyConv. x [h, w, c] -> [height, width, c]. */
export function upsampleBilinear(x: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  const resize = tf.customGrad<tf.Tensor3D>((...inputs) => {
    const [small] = inputs as [tf.Tensor3D];
    // Not tfjs's own gradient, which is wrong on cpu for a map that is not square.
    return {
      value: tf.image.resizeBilinear(small, [height, width], true),
      gradFunc: (dy) => bilinearGradient(dy, small.shape),
    };
  });
  return resize(x);
}

/** The resize is A·x·Bᵀ per channel, so its gradient is Aᵀ·dy·B. */
function bilinearGradient(dy: tf.Tensor3D, [h, w, channels]: readonly [number, number, number]): tf.Tensor3D {
  return tf.tidy(() => {
    const [height, width] = dy.shape;
    const rows = tf.matMul(interpolation(h, height), tf.reshape(dy, [height, width * channels]) as tf.Tensor2D, true);
    const columns = tf.tile(tf.reshape(interpolation(w, width), [1, width, w]), [h, 1, 1]) as tf.Tensor3D;
    return tf.matMul(columns, tf.reshape(rows, [h, width, channels]) as tf.Tensor3D, true);
  });
}

/** Along one axis with aligned corners, what each of `to` samples takes of `from` values: [to, from]. */
function interpolation(from: number, to: number): tf.Tensor2D {
  const matrix = tf.buffer([to, from]);
  for (let i = 0; i < to; i++) {
    const place = to > 1 ? (i * (from - 1)) / (to - 1) : 0;
    const before = Math.floor(place);
    const share = place - before;
    matrix.set(1 - share, i, before);
    if (share > 0) matrix.set(share, i, before + 1);
  }
  return matrix.toTensor() as tf.Tensor2D;
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
