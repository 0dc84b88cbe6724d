import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { gatherRows } from '../ops/rows';
import { linear } from '../ops/linear';
import { splitRows } from '../ops/rows';
import { attentionMask, bertLayer, readBertLayer, type BertLayerParams } from './bert';
import type { Trace } from './trace';
import type { ParamScope } from './params';
import { pointwiseMatrix, type ConvParams } from '../ops/weights';
import {
  align,
  projectTokens,
  readAlignment,
  shiftTokens,
  type AlignmentParams,
  type TokenProjection,
} from './alignment';
import { crossAttention, fusionMask, readCrossAttention, type CrossAttentionParams } from './crossModalAttention';
import { dyConv, readDyConv, type DyConvParams } from './dyConv';

/** The fused head: L layers of X-MHA, BERT layer, DyConv, then the predictors. Mirrors the official `VLDyHead`. */

export interface FusionLayerParams {
  /** Both absent without early fusion (GLIP-T (A)). */
  readonly fusion?: CrossAttentionParams;
  readonly language?: BertLayerParams;
  readonly dyConv: DyConvParams;
}

export interface DyHeadParams {
  readonly layers: readonly FusionLayerParams[];
  readonly alignment: AlignmentParams;
  readonly boxes: ConvParams;
  readonly centerness: ConvParams;
  /** One learned factor a level. */
  readonly scales: readonly tf.Tensor1D[];
}

/**
 * In the official checkpoints the tower is one flat list: 3k fusion, 3k + 1 BERT layer, 3k + 2 DyConv. Without early fusion layer k
 * is entry k, a DyConv.
 */
export function readDyHead(scope: ParamScope, config: GlipConfig): DyHeadParams {
  const channels = config.fpn.channels;
  const tower = scope.scope('dyhead_tower');
  return {
    layers: Array.from({ length: config.head.numLayers }, (_, k) =>
      config.head.earlyFusion
        ? {
            fusion: readCrossAttention(tower.scope(3 * k).scope('b_attn'), config),
            language: readBertLayer(tower.scope(3 * k + 1), config.bert),
            dyConv: readDyConv(tower.scope(3 * k + 2), config),
          }
        : { dyConv: readDyConv(tower.scope(k), config) },
    ),
    alignment: readAlignment(scope, config),
    boxes: scope.conv('bbox_pred', channels, 4, 1),
    centerness: scope.conv('centerness', channels, 1, 1),
    scales: config.anchors.strides.map((_, i) => scope.vector(`scales.${i}.scale`, 1)),
  };
}

/** State that travels through the layers. */
export interface FusionState {
  /** P3..P7 [h, w, channels] */
  readonly levels: readonly tf.Tensor3D[];
  /** [tokens, hidden] */
  readonly text: tf.Tensor2D;
}

/**
 * BERT's hidden states [tokens, hidden] as the head takes them in. The fusion layers read all of them, padding included. Without
 * early fusion nothing stands between BERT and the alignment, which reads them times the mask (`embedded` in the official code).
 * @returns a tensor of the caller's.
 */
export function headText(p: DyHeadParams, text: tf.Tensor2D, mask: Int32Array, trace?: Trace): tf.Tensor2D {
  if (p.layers.some(({ fusion }) => fusion)) return tf.clone(text);
  return tf.tidy(() => {
    const embedded = tf.mul<tf.Tensor2D>(text, tf.tensor2d(Float32Array.from(mask), [mask.length, 1]));
    trace?.('bert.embedded', embedded);
    return embedded;
  });
}

/** One fusion layer. `mask` [tokens]: 1 = real token. The inputs are not disposed. */
export function fusionLayer(
  p: FusionLayerParams,
  { levels, text }: FusionState,
  mask: Int32Array,
  trace?: Trace,
): FusionState {
  return tf.tidy(() => {
    if (!p.fusion || !p.language) {
      const out = dyConv(p.dyConv, levels);
      traceLevels(trace, 'dyconv.visual', out);
      return { levels: out, text: tf.clone(text) };
    }
    const fused = crossAttention(p.fusion, { visual: joinLevels(levels), language: text }, fusionMask(mask));
    const visual = splitLevels(fused.visual, levels);
    traceLevels(trace, 'vlfuse.visual', visual);
    trace?.('vlfuse.lang', fused.language);
    const language = bertLayer(p.language, fused.language, attentionMask(mask), true);
    trace?.('bert.lang', language);
    const out = dyConv(p.dyConv, visual);
    traceLevels(trace, 'dyconv.visual', out);
    return { levels: out, text: language };
  });
}

function traceLevels(trace: Trace | undefined, name: string, levels: readonly tf.Tensor[]): void {
  levels.forEach((level, i) => trace?.(`${name}.p${i + 3}`, level));
}

/** P3..P7, row-major, one after the other: [locations, channels]. */
export function joinLevels(levels: readonly tf.Tensor3D[]): tf.Tensor2D {
  return tf.concat(
    levels.map((x) => tf.reshape<tf.Rank.R2>(x, [x.shape[0] * x.shape[1], x.shape[2]])),
    0,
  );
}

function splitLevels(visual: tf.Tensor2D, like: readonly tf.Tensor3D[]): tf.Tensor3D[] {
  const sizes = like.map(({ shape: [h, w] }) => h * w);
  return splitRows(visual, sizes).map((part, i) => tf.reshape<tf.Rank.R3>(part, like[i]!.shape));
}

/** What the head predicts, for all locations of P3..P7 in one sequence. */
export interface Predictions {
  /** Alignment logits [locations, tokens] */
  readonly alignment: tf.Tensor2D;
  /** Box codes [locations, 4]: dx, dy, dw, dh */
  readonly boxes: tf.Tensor2D;
  /** Centerness logits [locations, 1] */
  readonly centerness: tf.Tensor2D;
}

/** Last state -> predictions. Frees nothing but its own intermediates. @param offset of a taught prompt, added to P */
export function predict(p: DyHeadParams, { levels, text }: FusionState, offset?: TokenProjection): Predictions {
  return tf.tidy(() => {
    const projection = projectTokens(p.alignment, text);
    const locations = joinLevels(levels);
    return {
      alignment: align(locations, offset ? shiftTokens(projection, offset) : projection),
      boxes: tf.mul<tf.Tensor2D>(pointwise(locations, p.boxes), scaleOfLocations(p.scales, levels)),
      centerness: pointwise(locations, p.centerness),
    };
  });
}

/** A 1 × 1 convolution of locations [n, channels] -> [n, out]. */
function pointwise(locations: tf.Tensor2D, { weight, bias }: ConvParams): tf.Tensor2D {
  return linear(locations, { weight: pointwiseMatrix(weight), bias });
}

/** For every location the factor of its level: [locations, 1]. */
function scaleOfLocations(scales: readonly tf.Tensor1D[], levels: readonly tf.Tensor3D[]): tf.Tensor2D {
  const level = levels.flatMap(({ shape: [h, w] }, i) => new Array<number>(h * w).fill(i));
  return gatherRows(tf.reshape(tf.concat1d([...scales]), [scales.length, 1]), tf.tensor1d(level, 'int32'));
}
