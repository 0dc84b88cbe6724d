import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import type { PhraseTokens } from '../prompt/prompt';

/**
 * Token alignments -> phrase probabilities (official `convert_grounding_to_od_logits`).
 * @param alignment logits [locations, tokens]
 * @returns [locations, phrases] in the order of `positiveMap`
 */
export function phraseScores(
  alignment: tf.Tensor2D,
  positiveMap: readonly PhraseTokens[],
  aggregation: GlipConfig['postprocess']['scoreAggregation'],
): tf.Tensor2D {
  return tf.tidy(() => {
    if (aggregation === 'max') {
      const columns = positiveMap.map(({ tokens }) =>
        tf.max(tf.gather(alignment, tf.tensor1d([...tokens], 'int32'), 1), 1),
      );
      return tf.sigmoid(tf.stack(columns, 1)) as tf.Tensor2D;
    }
    const average = averagingMatrix(positiveMap, alignment.shape[1]);
    if (aggregation === 'mean') return tf.matMul(tf.sigmoid(alignment), average);
    // The geometric mean; log σ(x) = -softplus(-x) does not underflow.
    return tf.exp(tf.neg(tf.matMul(tf.softplus(tf.neg(alignment)), average)));
  });
}

/** [tokens, phrases]: column p averages over the tokens of phrase p. */
function averagingMatrix(positiveMap: readonly PhraseTokens[], tokenCount: number): tf.Tensor2D {
  const values = new Float32Array(tokenCount * positiveMap.length);
  positiveMap.forEach(({ tokens }, column) => {
    for (const token of tokens) values[token * positiveMap.length + column] = 1 / tokens.length;
  });
  return tf.tensor2d(values, [tokenCount, positiveMap.length]);
}
