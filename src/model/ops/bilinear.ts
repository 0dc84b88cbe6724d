import * as tf from '@tensorflow/tfjs-core';

/** One of the four grid points around every place: what it is, and how much of it a bilinear sample takes. */
export interface Corner {
  /** Its row of a map [h · w, channels], int32; valid even where the corner is outside. */
  readonly index: tf.Tensor1D;
  /** Along each axis 0..1, and how it grows with the place: the sample takes shareY · shareX · inside. */
  readonly shareY: tf.Tensor1D;
  readonly shareX: tf.Tensor1D;
  readonly slopeY: 1 | -1;
  readonly slopeX: 1 | -1;
  /** 1 or 0: there are zeros around the map. */
  readonly inside: tf.Tensor1D;
}

/** The corners of places y, x (pixels of an h × w map, both [n]), made one at a time. */
export function eachCorner<T>(y: tf.Tensor1D, x: tf.Tensor1D, h: number, w: number, use: (corner: Corner) => T): T[] {
  const top = tf.floor(y);
  const left = tf.floor(x);
  const fractionY = tf.sub(y, top) as tf.Tensor1D;
  const fractionX = tf.sub(x, left) as tf.Tensor1D;
  const corner = (dy: 0 | 1, dx: 0 | 1): Corner => {
    const cy = tf.add(top, dy);
    const cx = tf.add(left, dx);
    // Outside corners have weight 0; clamping keeps their index valid, which backends treat differently otherwise.
    const index = tf.add(tf.mul(tf.clipByValue(cy, 0, h - 1), w), tf.clipByValue(cx, 0, w - 1));
    return {
      index: tf.cast(index, 'int32') as tf.Tensor1D,
      shareY: dy ? fractionY : tf.sub(1, fractionY),
      shareX: dx ? fractionX : tf.sub(1, fractionX),
      slopeY: dy ? 1 : -1,
      slopeX: dx ? 1 : -1,
      inside: tf.mul(inside(cy, h), inside(cx, w)),
    };
  };
  return [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)].map(use);
}

/** 1 where 0 <= position <= size - 1, for whole positions; else 0. */
function inside(position: tf.Tensor, size: number): tf.Tensor1D {
  return tf.cast(tf.equal(tf.clipByValue(position, 0, size - 1), position), 'float32');
}
