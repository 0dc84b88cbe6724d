import type { GlipConfig } from '../../src/model/config';
import { Glip } from '../../src/model/glip';
import { GLIP_T } from '../../src/model/presets';
import path from 'node:path';
import { readRules } from '../golden/directory';
import { goldenWeights } from '../golden/weights';
import { loadModelFolder } from '../modelFolder';

/** What is measured of a model. Sizes are those of the network's input, height × width. */
export interface BenchModel {
  readonly name: string;
  readonly sizes: readonly (readonly [number, number])[];
  /** How often each run is repeated for its median. */
  readonly rounds: number;
  readonly load: () => Promise<Glip>;
}

const ROOT = path.join(import.meta.dirname, '../..');

export const BENCH_MODELS: readonly BenchModel[] = [
  {
    name: 'glip-micro',
    // A picture of 480 × 640, and one of 800 × 1333, at the model's own resolution.
    sizes: [
      [256, 352],
      [256, 384],
    ],
    rounds: 7,
    load: async () => {
      const { config, weights } = await loadModelFolder(path.join(ROOT, 'public/weights/glip-micro'));
      return Glip.create(config, weights);
    },
  },
  {
    name: 'glip-t',
    sizes: [
      [480, 640],
      [800, 1344],
    ],
    rounds: 3,
    // The numbers are generated, as those of the golden tensors: time does not depend on them.
    load: () => Promise.resolve(Glip.create(GLIP_T, goldenWeights(GLIP_T, readRules(path.join(ROOT, 'tests/fixtures/golden')), '', 'glip_t'))),
  },
];

/** Prompts of so many tokens; a model reads no more than its maximum. */
export const promptLengths = ({ text }: GlipConfig, wanted: readonly number[]) => [...new Set(wanted.map((n) => Math.min(n, text.maxTokens)))];
