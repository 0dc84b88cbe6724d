import * as tf from '@tensorflow/tfjs-core';
import { softmax } from './activations';
import { batchMatMul } from './attention';
import { hasFused, runFused } from './kernels';
import { gatherRows } from './rows';
import { relativePositionIndex, shiftMask, windowLayout } from './windowLayout';

/** How a map of h × w locations is cut: windows of size × size after a cyclic shift, padded on the right and below. */
export interface Windows {
  readonly h: number;
  readonly w: number;
  readonly size: number;
  readonly shift: number;
}

/**
 * Swin's attention inside (shifted) windows, between the projections.
 * @param qkv [h · w, 3 · channels], row-major: queries, keys and values, each of them head by head
 * @param padding [3 · channels]: the qkv of a padded location; these are attended to as well, as in the official code
 * @param positionBias [(2 · size - 1)², heads]
 * @returns [h · w, channels]
 */
export function windowAttention(
  qkv: tf.Tensor2D,
  padding: tf.Tensor1D,
  positionBias: tf.Tensor2D,
  windows: Windows,
): tf.Tensor2D {
  if (hasFused('WindowAttention')) return runFused('WindowAttention', { qkv, padding, positionBias }, windows);
  return tf.tidy(() => {
    const { h, w, size, shift } = windows;
    const layout = windowLayout(h, w, size, shift);
    const area = size * size;
    const heads = positionBias.shape[1];
    const channels = qkv.shape[1] / 3;
    const depth = channels / heads;
    const source = layout.padded ? tf.concat([qkv, tf.reshape<tf.Rank.R2>(padding, [1, 3 * channels])], 0) : qkv;
    const partitioned = gatherRows(source, tf.tensor1d(layout.gather, 'int32'));
    const byHead = (part: number) => {
      const values = tf.slice(partitioned, [0, part * channels], [-1, channels]);
      return tf.reshape<tf.Rank.R3>(
        tf.transpose(tf.reshape(values, [layout.windows, area, heads, depth]), [0, 2, 1, 3]),
        [layout.windows * heads, area, depth],
      );
    };
    const logits = batchMatMul(tf.mul(byHead(0), depth ** -0.5), byHead(1), true);
    const biased = tf.add(tf.reshape(logits, [layout.windows, heads, area, area]), biasOfPairs(positionBias, size));
    const masked =
      shift > 0 ? tf.add(biased, tf.tensor4d(shiftMask(h, w, size, shift), [layout.windows, 1, area, area])) : biased;
    const values = batchMatMul(tf.reshape(softmax(masked), [layout.windows * heads, area, area]), byHead(2));
    const merged = tf.transpose(tf.reshape(values, [layout.windows, heads, area, depth]), [0, 2, 1, 3]);
    return gatherRows(tf.reshape(merged, [layout.windows * area, channels]), tf.tensor1d(layout.scatter, 'int32'));
  });
}

/** [1, heads, size², size²] */
function biasOfPairs(positionBias: tf.Tensor2D, size: number): tf.Tensor4D {
  const area = size * size;
  const rows = gatherRows(positionBias, tf.tensor1d(relativePositionIndex(size), 'int32'));
  return tf.reshape(tf.transpose(rows, [1, 0]), [1, positionBias.shape[1], area, area]);
}
