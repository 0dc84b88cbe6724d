import * as tf from '@tensorflow/tfjs-core';

const ALPHA = 0.25;
const GAMMA = 2;

/**
 * Sigmoid focal loss per location and token with fractional targets (official `token_sigmoid_focal_loss`), not yet summed.
 * @param logits [locations, tokens]
 * @param targets [locations, tokens], 0..1
 * @param weights [tokens], or [locations, tokens]: 1 for real tokens; the loss of others is 0
 */
export function tokenFocalLoss(logits: tf.Tensor2D, targets: tf.Tensor2D, weights: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const { entropy, miss, weight } = focalParts(logits, targets);
    return tf.mul(tf.mul(tf.mul(entropy, tf.square(miss)), weight), weights) as tf.Tensor2D;
  });
}

/** Its derivative by the logits, written out: cheaper than tracing it, and no backend needs a gradient kernel for it. */
export function tokenFocalGradient(logits: tf.Tensor2D, targets: tf.Tensor2D, weights: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const { probability, entropy, miss, weight } = focalParts(logits, targets);
    const slope = tf.mul(tf.mul(probability, tf.sub(1, probability)), tf.sub(tf.mul(targets, 2), 1));
    const ofEntropy = tf.mul(tf.sub(probability, targets), tf.square(miss));
    const ofFocus = tf.mul(tf.mul(tf.mul(miss, GAMMA), slope), entropy);
    return tf.mul(tf.mul(tf.sub(ofEntropy, ofFocus), weight), weights) as tf.Tensor2D;
  });
}

/** `miss` is 1 - p_t of the paper (arXiv 1708.02002), how far the probability is from its target; GAMMA = 2 squares it. */
function focalParts(logits: tf.Tensor2D, targets: tf.Tensor2D) {
  const probability = tf.sigmoid(logits);
  const background = tf.sub(1, targets);
  return {
    probability,
    entropy: binaryEntropy(logits, targets),
    miss: tf.add(tf.mul(probability, background), tf.mul(tf.sub(1, probability), targets)),
    weight: tf.add(tf.mul(targets, ALPHA), tf.mul(background, 1 - ALPHA)),
  };
}

/** Cross entropy of sigmoid(logits) with fractional targets, element by element. */
export function binaryEntropy<T extends tf.Tensor>(logits: T, targets: T): T {
  return tf.sub(tf.softplus(logits), tf.mul(logits, targets)) as T;
}
