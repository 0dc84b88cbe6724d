import * as tf from '@tensorflow/tfjs-core';
import { CODE_WEIGHTS, MAX_LOG_SCALE } from '../network/boxCoder';

const EPSILON = 1e-7;

/**
 * 1 - GIoU (arXiv 1902.09630) of boxes given as codes, as the official `GIoULoss`: decoded with the head's box coder, but areas are of
 * plain corners there.
 * @param codes [n, 4] predicted
 * @param targets [n, 4] true codes
 * @param anchors [n, 4] inclusive corners
 * @returns [n]
 */
export function giouLoss(codes: tf.Tensor2D, targets: tf.Tensor2D, anchors: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const places = tf.split(anchors, 4, 1);
    const [ax0, ay0, right, bottom] = decode(codes, places);
    // A box narrower than a pixel has its inclusive corners the other way round.
    const [ax1, ay1] = [tf.maximum(ax0, right), tf.maximum(ay0, bottom)];
    const [bx0, by0, bx1, by1] = decode(targets, places);
    const area = (x0: tf.Tensor, y0: tf.Tensor, x1: tf.Tensor, y1: tf.Tensor) =>
      tf.mul(tf.relu(tf.sub(x1, x0)), tf.relu(tf.sub(y1, y0)));
    const shared = area(tf.maximum(ax0, bx0), tf.maximum(ay0, by0), tf.minimum(ax1, bx1), tf.minimum(ay1, by1));
    const enclosing = tf.add(
      area(tf.minimum(ax0, bx0), tf.minimum(ay0, by0), tf.maximum(ax1, bx1), tf.maximum(ay1, by1)),
      EPSILON,
    );
    const union = tf.add(tf.sub(tf.add(area(ax0, ay0, ax1, ay1), area(bx0, by0, bx1, by1)), shared), EPSILON);
    const giou = tf.sub(tf.div(shared, union), tf.div(tf.sub(enclosing, union), enclosing));
    return tf.reshape(tf.sub(1, giou), [codes.shape[0]]);
  });
}

/** The box coder on the device, see boxCoder. Four columns [n, 1]: x0, y0, x1, y1. */
function decode(
  codes: tf.Tensor2D,
  [ax0, ay0, ax1, ay1]: readonly tf.Tensor[],
): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const [dx, dy, dw, dh] = tf.split(tf.div(codes, tf.tensor1d([...CODE_WEIGHTS])), 4, 1);
  const side = (from: tf.Tensor, to: tf.Tensor, shift: tf.Tensor, growth: tf.Tensor) => {
    const size = tf.add(tf.sub(to, from), 1);
    const centre = tf.add(tf.mul(shift, size), tf.div(tf.add(from, to), 2));
    const half = tf.div(tf.sub(tf.mul(tf.exp(tf.minimum(growth, MAX_LOG_SCALE)), size), 1), 2);
    return [tf.sub(centre, half), tf.add(centre, half)] as const;
  };
  const [x0, x1] = side(ax0!, ax1!, dx!, dw!);
  const [y0, y1] = side(ay0!, ay1!, dy!, dh!);
  return [x0, y0, x1, y1];
}
