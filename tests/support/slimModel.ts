import type { GlipConfig } from '../../src/model/config/config';

/** The model with fewer of the layers that are alike, and of words: a run takes the same beside the weights, which load sooner. */
export const slim = (config: GlipConfig): GlipConfig => ({
  ...config,
  swin: { ...config.swin, depths: config.swin.depths.map(() => 2) },
  bert: { ...config.bert, numLayers: 1, vocabSize: 1000 },
  head: { ...config.head, numLayers: 2 },
});
