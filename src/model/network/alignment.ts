import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../ops/linear';
import type { ParamScope } from './params';
import type { LinearParams } from '../ops/weights';
import type { GlipConfig } from '../config/config';

/** Alignment S = O·Pᵀ of locations and tokens (paper section 3.1; the dot-product token head of the official `VLDyHead`). */
export interface AlignmentParams {
  readonly projection: LinearParams<tf.Tensor2D>;
  readonly logScale: tf.Tensor1D;
  readonly biasLang: tf.Tensor1D;
  readonly bias0: tf.Tensor1D;
}

const NORM_EPSILON = 1e-12;
const CLAMP = 50000;

export function readAlignment(scope: ParamScope, config: GlipConfig): AlignmentParams {
  const hidden = config.bert.hiddenSize;
  return {
    projection: scope.float32Linear('dot_product_projection_text', hidden, config.fpn.channels),
    logScale: scope.vector('log_scale', 1),
    biasLang: scope.vector('bias_lang', hidden),
    bias0: scope.vector('bias0', 1),
  };
}

/** What the text contributes to every alignment: token vectors [channels, tokens] and token biases [tokens]. */
export interface TokenProjection {
  readonly tokens: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** Fused text [tokens, hidden] -> P of S = O·Pᵀ, already divided by exp(log_scale). */
export function projectTokens(p: AlignmentParams, text: tf.Tensor2D): TokenProjection {
  return tf.tidy(() => {
    const length = tf.maximum(tf.sqrt(tf.sum(tf.square(text), 1, true)), NORM_EPSILON);
    const unit = tf.div<tf.Tensor2D>(text, length);
    const tokens = tf.div<tf.Tensor2D>(linear(tf.div(unit, 2), p.projection), tf.exp(p.logScale));
    const perToken = tf.matMul(unit, tf.reshape<tf.Rank.R2>(p.biasLang, [-1, 1]));
    // Reshaped before it is added to: the wasm kernel of TensorFlow.js takes no bias of values that were first of another rank.
    const bias = tf.add<tf.Tensor1D>(tf.reshape(perToken, [text.shape[0]]), p.bias0);
    return { tokens: tf.transpose(tokens, [1, 0]), bias };
  });
}

/** Locations [n, channels] -> alignment logits [n, tokens]. */
export function align(locations: tf.Tensor2D, { tokens, bias }: TokenProjection): tf.Tensor2D {
  return tf.tidy(() => tf.clipByValue(linear(locations, { weight: tokens, bias }), -CLAMP, CLAMP));
}

/** P + ΔP, of a prompt that was taught. */
export function shiftTokens(projection: TokenProjection, offset: TokenProjection): TokenProjection {
  return { tokens: tf.add(projection.tokens, offset.tokens), bias: tf.add(projection.bias, offset.bias) };
}
