import * as tf from '@tensorflow/tfjs-core';
import type { AlignmentMap } from '../types';
import type { AnchorLevel } from '../network/anchors';

/**
 * How well some tokens align with every place of the picture: the mean probability over the tokens, and per place the best of
 * the pyramid's levels, on the grid of the finest level without the padding.
 * @param alignment logits [locations, tokens]
 */
export async function alignmentMap(
  alignment: tf.Tensor2D,
  levels: readonly AnchorLevel[],
  tokens: readonly number[],
  picture: { readonly width: number; readonly height: number },
): Promise<AlignmentMap> {
  const means = tf.tidy(() => tf.mean(tf.sigmoid(tf.gather(alignment, tf.tensor1d([...tokens], 'int32'), 1)), 1));
  const dense = await means.data();
  means.dispose();
  const finest = levels[0]!;
  const width = Math.min(finest.width, Math.ceil(picture.width / finest.stride));
  const height = Math.min(finest.height, Math.ceil(picture.height / finest.stride));
  const values = new Float32Array(width * height);
  let begin = 0;
  for (const level of levels) {
    const ratio = finest.stride / level.stride;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = sampleBilinear(dense, begin, level, (y + 0.5) * ratio - 0.5, (x + 0.5) * ratio - 0.5);
        values[y * width + x] = Math.max(values[y * width + x]!, value);
      }
    }
    begin += level.height * level.width;
  }
  return { width, height, values };
}

function sampleBilinear(
  data: ArrayLike<number>,
  begin: number,
  { height, width }: AnchorLevel,
  y: number,
  x: number,
): number {
  const cy = Math.min(Math.max(y, 0), height - 1);
  const cx = Math.min(Math.max(x, 0), width - 1);
  const [top, left] = [Math.floor(cy), Math.floor(cx)];
  const [bottom, right] = [Math.min(top + 1, height - 1), Math.min(left + 1, width - 1)];
  const at = (row: number, column: number) => data[begin + row * width + column]!;
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  return mix(
    mix(at(top, left), at(top, right), cx - left),
    mix(at(bottom, left), at(bottom, right), cx - left),
    cy - top,
  );
}
