import type { GlipConfig } from './config';

/** The official variants. Sources: the yaml files in `configs/pretrain` of the official repository. */

const BERT_BASE = {
  vocabSize: 30522,
  hiddenSize: 768,
  numLayers: 12,
  numHeads: 12,
  intermediateSize: 3072,
  maxPositions: 512,
} as const;

const OFFICIAL = {
  modelType: 'glip',
  fpn: { channels: 256 },
  bert: BERT_BASE,
  anchors: { sizes: [64, 128, 256, 512, 1024], strides: [8, 16, 32, 64, 128] },
  image: {
    minSize: 800,
    maxSize: 1333,
    sizeDivisor: 32,
    channelOrder: 'bgr',
    mean: [103.53, 116.28, 123.675],
    std: [57.375, 57.12, 58.395],
  },
  text: { maxTokens: 256 },
  postprocess: {
    scoreAggregation: 'mean',
    useCenterness: true,
    candidateThreshold: 0.05,
    preNmsTopN: 1000,
    nmsThreshold: 0.6,
    maxDetections: 100,
    defaultThreshold: 0.5,
  },
} as const;

const SWIN_T = { embedDim: 96, depths: [2, 2, 6, 2], numHeads: [3, 6, 12, 24], windowSize: 7, mlpRatio: 4 } as const;
const SWIN_L = {
  embedDim: 192,
  depths: [2, 2, 18, 2],
  numHeads: [6, 12, 24, 48],
  windowSize: 12,
  mlpRatio: 4,
} as const;
const FUSED_HEAD = { numLayers: 6, earlyFusion: true, fusionDim: 2048, fusionHeads: 8, groupNormGroups: 16 } as const;

/** GLIP-T, and (B) and (C), which differ only in what they were trained on. */
export const GLIP_T = { ...OFFICIAL, name: 'glip-t', swin: SWIN_T, head: FUSED_HEAD } as const satisfies GlipConfig;

/** GLIP-T (A): no early fusion. */
export const GLIP_T_A = {
  ...OFFICIAL,
  name: 'glip-t-a',
  swin: SWIN_T,
  head: { ...FUSED_HEAD, earlyFusion: false },
} as const satisfies GlipConfig;

export const GLIP_L = {
  ...OFFICIAL,
  name: 'glip-l',
  swin: SWIN_L,
  head: { ...FUSED_HEAD, numLayers: 8 },
} as const satisfies GlipConfig;
