/**
 * GlipConfig: everything that tells one GLIP from another. It is the `config.json` of a weights folder.
 * Field by field it mirrors the official yaml of the variant (`configs/pretrain/glip_*.yaml`).
 */
export interface GlipConfig {
  readonly modelType: 'glip';
  /** Stable id of the weights, e.g. `glip-micro`; share links and caches use it. */
  readonly name: string;
  readonly swin: {
    readonly embedDim: number;
    readonly depths: readonly number[];
    readonly numHeads: readonly number[];
    readonly windowSize: number;
    readonly mlpRatio: number;
  };
  readonly fpn: { readonly channels: number };
  readonly bert: {
    readonly vocabSize: number;
    readonly hiddenSize: number;
    readonly numLayers: number;
    readonly numHeads: number;
    readonly intermediateSize: number;
    readonly maxPositions: number;
  };
  readonly head: {
    /** L: fusion layers (X-MHA + BERT layer + DyConv), official `DYHEAD.NUM_CONVS`. */
    readonly numLayers: number;
    /** False for GLIP-T (A): the tower is DyConv only and text meets image in the alignment alone. */
    readonly earlyFusion: boolean;
    readonly fusionDim: number;
    readonly fusionHeads: number;
    readonly groupNormGroups: number;
  };
  readonly anchors: { readonly sizes: readonly number[]; readonly strides: readonly number[] };
  readonly image: {
    /** The short side is resized to `minSize` unless that takes the long side over `maxSize`. Pixels. */
    readonly minSize: number;
    readonly maxSize: number;
    readonly sizeDivisor: number;
    readonly channelOrder: 'bgr' | 'rgb';
    /** Mean and standard deviation on the 0..255 scale, in `channelOrder`. */
    readonly mean: readonly [number, number, number];
    readonly std: readonly [number, number, number];
  };
  readonly text: { readonly maxTokens: number };
  readonly postprocess: {
    /** How the token probabilities of a phrase become one score (official `DYHEAD.SCORE_AGG`). */
    readonly scoreAggregation: 'mean' | 'max' | 'power';
    /** True: score = sqrt(class · centerness), the official rule. False: score = class. */
    readonly useCenterness: boolean;
    /** A class score must exceed this, before centerness, to become a candidate. */
    readonly candidateThreshold: number;
    readonly preNmsTopN: number;
    readonly nmsThreshold: number;
    readonly maxDetections: number;
    /** Where the page's slider starts. */
    readonly defaultThreshold: number;
  };
}
