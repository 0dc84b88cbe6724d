import type { GlipConfig } from '../../src/model/config';
import { GLIP_T } from '../../src/model/presets';

/** The models of the golden tensors by the prefix of their files (golden README, section 3). */
export const GOLDEN_CONFIGS: Readonly<Record<string, GlipConfig>> = {
  glip_t: GLIP_T,
  tiny: {
    ...GLIP_T,
    name: 'tiny',
    swin: { embedDim: 24, depths: [2, 2, 2, 2], numHeads: [3, 6, 12, 24], windowSize: 7, mlpRatio: 4 },
    fpn: { channels: 32 },
    bert: { vocabSize: 200, hiddenSize: 48, numLayers: 3, numHeads: 4, intermediateSize: 96, maxPositions: 512 },
    head: { numLayers: 2, earlyFusion: true, fusionDim: 64, fusionHeads: 4, groupNormGroups: 16 },
  },
};
