import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import type { TokenProjection } from './alignment';
import {
  fusionLayer,
  headText,
  predict,
  readDyHead,
  type DyHeadParams,
  type FusionState,
  type Predictions,
} from './dyHead';
import { fpn, readFpn, type FpnParams } from './fpn';
import { patchEmbed, patchMerging, readSwin, stageOutput, swinStage, type SwinParams, type TokenMap } from './swin';
import type { Weight } from '../ops/weights';
import { halfBytes } from '../checkpoint/tensors/halves';
import { attentionMask, bert, readBert, type BertParams } from './bert';
import type { Trace } from './trace';
import type { CheckpointTensor } from '../checkpoint/tensors/checkpoint';
import { crc32 } from '../checkpoint/tensors/crc32';
import { dummyParameters, loadParameters, sizeOf, type OnUpload, type ParamScope } from './params';

interface GlipParams {
  readonly swin: SwinParams;
  readonly fpn: FpnParams;
  readonly bert: BertParams;
  readonly head: DyHeadParams;
}

/** Every parameter of a GLIP under its official state-dict name. */
export function readGlip(scope: ParamScope, config: GlipConfig): GlipParams {
  const stageChannels = config.swin.depths.map((_, s) => config.swin.embedDim * 2 ** s);
  return {
    swin: readSwin(scope.scope('backbone.body'), config.swin),
    fpn: readFpn(scope.scope('backbone.fpn'), stageChannels.slice(1), config.fpn.channels),
    bert: readBert(scope.scope('language_backbone.body.model'), config.bert),
    head: readDyHead(scope.scope('rpn.head'), config),
  };
}

/** A prompt as the network takes it: `mask` is 1 for real tokens, 0 for padding. */
export interface TokenInput {
  readonly ids: Int32Array;
  readonly mask: Int32Array;
}

/** Called with the fraction done (0..1) between the pieces of a long computation; throwing abandons it, tensors freed. */
export type Step = (fraction: number) => Promise<void> | void;

/** GLIP (paper section 3): two encoders that meet layer by layer in the head. All tensors returned belong to the caller. */
export class Glip {
  private constructor(
    readonly config: GlipConfig,
    private readonly params: GlipParams,
    private readonly weights: readonly Weight<tf.Rank>[],
  ) {}

  /**
   * Checks the weights and uploads them to the current backend, one tensor at a time.
   * @throws GlipError `weights-tensor`, or as `CheckpointTensor.read`
   */
  static async load(
    config: GlipConfig,
    tensors: ReadonlyMap<string, CheckpointTensor>,
    onUpload?: OnUpload,
  ): Promise<Glip> {
    const { params, weights } = await loadParameters(tensors, (scope) => readGlip(scope, config), onUpload);
    return new Glip(config, params, weights);
  }

  /** A GLIP whose weights are all zero, to precompile what a run takes. @param float16 whether the file will have float16 */
  static withDummyWeights(config: GlipConfig, float16: boolean): Glip {
    const { params, weights } = dummyParameters((scope) => readGlip(scope, config), float16);
    return new Glip(config, params, weights);
  }

  /** How many numbers the weights are. */
  get parameters(): number {
    return this.weights.reduce((sum, weight) => sum + sizeOf(weight), 0);
  }

  /** Network input [H, W, 3] -> P3..P7 [h, w, channels]. */
  async encodeImage(image: tf.Tensor3D, step?: Step, trace?: Trace): Promise<tf.Tensor3D[]> {
    const { swin, fpn: pyramid } = this.params;
    const outputs: tf.Tensor3D[] = [];
    let map: TokenMap = patchEmbed(swin, image);
    trace?.('swin.patch_embed', map.tokens);
    try {
      for (const [s, stage] of swin.stages.entries()) {
        map = replace(map, swinStage(stage, map, swin.windowSize));
        trace?.(`swin.layer${s}.out`, map.tokens);
        if (s > 0) outputs.push(stageOutput(stage, map));
        if (stage.merging) map = replace(map, patchMerging(stage.merging, map));
        if (stage.merging) trace?.(`swin.layer${s}.down`, map.tokens);
        await step?.((s + 1) / swin.stages.length);
      }
      outputs.forEach((output, i) => trace?.(`swin.stage${i + 3}`, output));
      const levels = fpn(pyramid, outputs);
      levels.forEach((level, i) => trace?.(`fpn.p${i + 3}`, level));
      return levels;
    } finally {
      tf.dispose([map.tokens, ...outputs]);
    }
  }

  /** Token ids -> hidden states [tokens, hidden]. */
  encodeText({ ids, mask }: TokenInput, trace?: Trace): tf.Tensor2D {
    return tf.tidy(() => bert(this.params.bert, ids, attentionMask(mask), trace));
  }

  /** P3..P7 and text -> the same after the fusion layers, as the predictors read them. The inputs stay the caller's. */
  async fuse(
    levels: readonly tf.Tensor3D[],
    text: tf.Tensor2D,
    mask: Int32Array,
    step?: Step,
    trace?: Trace,
  ): Promise<FusionState> {
    const { layers } = this.params.head;
    let state: FusionState = tf.tidy(() => ({
      levels: levels.map((level) => tf.clone(level)),
      text: headText(this.params.head, text, mask, trace),
    }));
    try {
      for (const [k, layer] of layers.entries()) {
        const next = fusionLayer(
          layer,
          state,
          mask,
          trace && ((name, value) => trace(`head.layer${k}.${name}`, value)),
        );
        tf.dispose([...state.levels, state.text]);
        state = next;
        await step?.((k + 1) / layers.length);
      }
      return state;
    } catch (error) {
      tf.dispose([...state.levels, state.text]);
      throw error;
    }
  }

  /** Fused image and text -> alignment, boxes, centerness of every location. @param offset of a taught prompt, added to P */
  predict(state: FusionState, offset?: TokenProjection): Predictions {
    return predict(this.params.head, state, offset);
  }

  /** Both: P3..P7 and text -> alignment, boxes, centerness of every location. The inputs stay the caller's. */
  async ground(
    levels: readonly tf.Tensor3D[],
    text: tf.Tensor2D,
    mask: Int32Array,
    step?: Step,
    trace?: Trace,
  ): Promise<Predictions> {
    const state = await this.fuse(levels, text, mask, step, trace);
    try {
      return this.predict(state);
    } finally {
      tf.dispose([...state.levels, state.text]);
    }
  }

  /** As `ground`, in one go and without freeing what is between: for gradients, which need it. */
  groundTraced(levels: readonly tf.Tensor3D[], text: tf.Tensor2D, mask: Int32Array): Predictions {
    const { head } = this.params;
    return predict(
      head,
      head.layers.reduce<FusionState>((state, layer) => fusionLayer(layer, state, mask), {
        levels,
        text: headText(head, text, mask),
      }),
    );
  }

  /**
   * A checksum over the weights that turn the text into P, as eight hexadecimal digits, to tell models apart. It is taken of the values
   * in float16, so that a copy of the same model that is stored in float16 has the same.
   */
  async fingerprint(): Promise<string> {
    const { projection, logScale, biasLang, bias0 } = this.params.head.alignment;
    let checksum = 0;
    for (const tensor of [projection.weight, projection.bias, logScale, biasLang, bias0])
      checksum = crc32(halfBytes(await tensor.data<'float32'>()), checksum);
    return checksum.toString(16).padStart(8, '0');
  }

  dispose(): void {
    tf.dispose([...this.weights]);
  }
}

function replace(old: TokenMap, next: TokenMap): TokenMap {
  if (old.tokens !== next.tokens) old.tokens.dispose();
  return next;
}
