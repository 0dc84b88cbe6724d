import * as tf from '@tensorflow/tfjs-core';
import type { Predictions } from '../network/dyHead';
import { binaryEntropy, tokenFocalLoss } from './focalLoss';
import { giouLoss } from './giouLoss';
import type { GroundingTargets } from './targets';

const BOX_WEIGHT = 2;

/** One picture with its prompt. */
export interface LossItem {
  readonly predictions: Predictions;
  readonly targets: GroundingTargets;
  /** How much each token counts, [tokens], or each location's alignment with each, [locations · tokens]: 0 for padding. */
  readonly mask: ArrayLike<number>;
}

/** Scalars; `total` is their sum. */
export interface GroundingLoss {
  readonly alignment: tf.Scalar;
  readonly boxes: tf.Scalar;
  readonly centerness: tf.Scalar;
  readonly total: tf.Scalar;
}

/**
 * The loss of detection as grounding (paper section 3.1; official `ATSSLossComputation`) over a batch. Every term is written for all
 * locations with weights that are 0 where it does not apply, so that its gradient needs no gathering of rows.
 */
export function groundingLoss(items: readonly LossItem[]): GroundingLoss {
  return tf.tidy(() => {
    const positives = Math.max(1, sum(items.map(({ targets }) => targets.positives)));
    const central = sum(items.map(({ targets }) => sum(targets.centerness))) || 1;
    const terms = items.map(itemLoss);
    const total = (name: keyof ItemLoss, scale: number) =>
      tf.mul(tf.addN(terms.map((term) => term[name])), scale) as tf.Scalar;
    const alignment = total('alignment', 1 / positives);
    const boxes = total('boxes', BOX_WEIGHT / central);
    const centerness = total('centerness', 1 / positives);
    return { alignment, boxes, centerness, total: tf.addN([alignment, boxes, centerness]) as tf.Scalar };
  });
}

type ItemLoss = Omit<GroundingLoss, 'total'>;

function itemLoss({ predictions, targets, mask }: LossItem): ItemLoss {
  const { alignment, boxes, centerness } = predictions;
  const rows = (values: Float32Array, like: tf.Tensor2D) => tf.tensor2d(values, like.shape);
  const wanted = rows(targets.centerness, centerness);
  const occupied = tf.cast(tf.greater(wanted, 0), 'float32');
  const giou = giouLoss(boxes, rows(targets.boxes, boxes), rows(targets.anchors, boxes));
  return {
    alignment: tf.sum(
      tokenFocalLoss(
        alignment,
        rows(targets.alignment, alignment),
        tf.tensor2d(Float32Array.from(mask), [mask.length / alignment.shape[1], alignment.shape[1]]),
      ),
    ),
    boxes: tf.sum(tf.mul(giou, tf.reshape(wanted, giou.shape))),
    centerness: tf.sum(tf.mul(binaryEntropy(centerness, wanted), occupied)),
  };
}

const sum = (values: Iterable<number>) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
