import { Glip } from '../../src/model/network/glip';
import { GLIP_T } from '../../src/model/config/presets';
import rules from '../../tests/fixtures/golden/weight_rules.json';
import { goldenWeights, type WeightRule } from '../golden/weights';

/** A GLIP-T whose numbers are generated, as those of the golden tensors: time does not depend on them. */
export const generatedGlipT = (): Promise<Glip> =>
  Glip.load(GLIP_T, goldenWeights(GLIP_T, rules satisfies readonly WeightRule[], '', 'glip_t'));
