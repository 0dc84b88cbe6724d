import type { GlipConfig } from '../../src/model/config/config';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../../src/model/config/presets';

const TINY: GlipConfig = {
  ...GLIP_T,
  name: 'tiny',
  swin: { embedDim: 24, depths: [2, 2, 2, 2], numHeads: [3, 6, 12, 24], windowSize: 7, mlpRatio: 4 },
  fpn: { channels: 32 },
  bert: { vocabSize: 200, hiddenSize: 48, numLayers: 3, numHeads: 4, intermediateSize: 96, maxPositions: 512 },
  head: { numLayers: 2, earlyFusion: true, fusionDim: 64, fusionHeads: 4, groupNormGroups: 16 },
};

/** The models of the golden tensors by the prefix of their files (README of the goldens, section 3; README of `forms`). */
export const GOLDEN_CONFIGS: Readonly<Record<string, GlipConfig>> = {
  glip_t: GLIP_T,
  tiny: TINY,
  /** The form of GLIP-T (A): no early fusion. */
  tiny_a_form: { ...TINY, name: 'tiny-a-form', head: { ...TINY.head, numLayers: 3, earlyFusion: false } },
  /** The form of GLIP-L: windows of 12. */
  tiny_l_form: {
    ...TINY,
    name: 'tiny-l-form',
    swin: { embedDim: 48, depths: [2, 2, 4, 2], numHeads: [6, 12, 24, 48], windowSize: 12, mlpRatio: 4 },
    head: { ...TINY.head, numLayers: 3 },
  },
  glip_t_a: GLIP_T_A,
  glip_l: GLIP_L,
};
