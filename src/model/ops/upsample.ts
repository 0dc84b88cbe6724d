import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from './gatherRows';

/** Bilinear resize with align_corners = true, as the official DyConv. x [h, w, c] -> [height, width, c]. */
export function upsampleBilinear(x: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  return tf.image.resizeBilinear(x, [height, width], true);
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
