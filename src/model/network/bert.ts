import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { addLinear } from '../ops/linear';
import { clamp } from '../ops/activations';
import { clampedLinear } from '../ops/linear';
import { layerNorm } from '../ops/norms';
import { linear } from '../ops/linear';
import { selfAttention } from '../ops/attention';
import { tableRows } from '../ops/rows';
import type { Trace } from './trace';
import type { ParamScope } from './params';
import type { LinearParams, NormParams, Weight } from '../ops/weights';

/** BERT encoder (post-LN), one prompt at a time. Also the language side of every fusion layer. */

const EPSILON = 1e-12;
/** Added to the logits of masked keys (official value); far below any real logit and safe in WGSL, which has no infinities. */
const MASKED = -10000;
/** The official head BERT layer clamps here; no sane activation reaches it. */
const CLAMP = 50000;

export interface BertLayerParams {
  readonly heads: number;
  readonly query: LinearParams;
  readonly key: LinearParams;
  readonly value: LinearParams;
  readonly attentionOutput: LinearParams;
  readonly attentionNorm: NormParams;
  readonly intermediate: LinearParams;
  readonly output: LinearParams;
  readonly outputNorm: NormParams;
}

export interface BertParams {
  /** [vocabulary, hidden] */
  readonly words: Weight<tf.Rank.R2>;
  readonly positions: tf.Tensor2D;
  readonly tokenTypes: tf.Tensor2D;
  readonly norm: NormParams;
  readonly layers: readonly BertLayerParams[];
}

export function readBertLayer(scope: ParamScope, config: GlipConfig['bert']): BertLayerParams {
  const { hiddenSize, intermediateSize, numHeads } = config;
  return {
    heads: numHeads,
    query: scope.linear('attention.self.query', hiddenSize, hiddenSize),
    key: scope.linear('attention.self.key', hiddenSize, hiddenSize),
    value: scope.linear('attention.self.value', hiddenSize, hiddenSize),
    attentionOutput: scope.linear('attention.output.dense', hiddenSize, hiddenSize),
    attentionNorm: scope.norm('attention.output.LayerNorm', hiddenSize),
    intermediate: scope.linear('intermediate.dense', hiddenSize, intermediateSize),
    output: scope.linear('output.dense', intermediateSize, hiddenSize),
    outputNorm: scope.norm('output.LayerNorm', hiddenSize),
  };
}

export function readBert(scope: ParamScope, config: GlipConfig['bert']): BertParams {
  const embeddings = scope.scope('embeddings');
  return {
    words: embeddings.table('word_embeddings.weight', config.vocabSize, config.hiddenSize),
    positions: embeddings.tensor<tf.Rank.R2>('position_embeddings.weight', [config.maxPositions, config.hiddenSize]),
    tokenTypes: embeddings.tensor<tf.Rank.R2>('token_type_embeddings.weight', [2, config.hiddenSize]),
    norm: embeddings.norm('LayerNorm', config.hiddenSize),
    layers: Array.from({ length: config.numLayers }, (_, i) =>
      readBertLayer(scope.scope(`encoder.layer.${i}`), config),
    ),
  };
}

/** Additive attention mask [1, 1, tokens] from 1 = real, 0 = padding. */
export function attentionMask(mask: Int32Array): tf.Tensor3D {
  return tf.tensor3d(
    Float32Array.from(mask, (real) => (real ? 0 : MASKED)),
    [1, 1, mask.length],
  );
}

/** Post-LN transformer layer. x [tokens, hidden], mask [1, 1, tokens] -> [tokens, hidden]. `clamped` as in the head's own layers. */
export function bertLayer(p: BertLayerParams, x: tf.Tensor2D, mask: tf.Tensor3D, clamped = false): tf.Tensor2D {
  return tf.tidy(() => {
    const limit = clamped ? CLAMP : Infinity;
    const projected = { q: linear(x, p.query), k: linear(x, p.key), v: linear(x, p.value) };
    const merged = selfAttention(projected, p.heads, mask, limit);
    const attended = layerNorm(addLinear(x, merged, p.attentionOutput), p.attentionNorm, EPSILON);
    const inner = clamped ? clampedLinear(attended, p.intermediate, limit) : linear(attended, p.intermediate, 'gelu');
    return clamp(layerNorm(addLinear(attended, inner, p.output, { limit }), p.outputNorm, EPSILON), limit);
  });
}

/** Token ids [tokens] -> hidden states of the last layer [tokens, hidden]; token type 0, positions from 0. */
export function bert(p: BertParams, ids: Int32Array, mask: tf.Tensor3D, trace?: Trace): tf.Tensor2D {
  return tf.tidy(() => {
    const words = tableRows(p.words, tf.tensor1d(ids, 'int32'));
    const positions = tf.slice(p.positions, [0, 0], [ids.length, -1]);
    const type = tf.slice(p.tokenTypes, [0, 0], [1, -1]);
    let x = layerNorm(tf.add<tf.Tensor2D>(tf.add(words, type), positions), p.norm, EPSILON);
    trace?.('bert.embeddings', x);
    p.layers.forEach((layer, i) => {
      x = bertLayer(layer, x, mask);
      trace?.(`bert.layer${i}`, x);
    });
    return x;
  });
}
