import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { GlipConfig } from '../../src/model/config/config';
import { GLIP_T } from '../../src/model/config/presets';
import { multiplyAdds } from './multiplyAdds';
import { total } from './statistics';

const MICRO = JSON.parse(readFileSync('public/weights/glip-micro/config.json', 'utf8')) as GlipConfig;

/** What adding up the sizes of all products, convolutions and attentions gave that a run on wasm asked of the backend. Billions. */
const COUNTED = [
  { config: MICRO, input: [256, 352], tokens: 8, billions: 1.88 },
  { config: MICRO, input: [256, 352], tokens: 96, billions: 2.61 },
  { config: MICRO, input: [256, 384], tokens: 32, billions: 2.26 },
  { config: GLIP_T, input: [480, 640], tokens: 12, billions: 72.89 },
] as const;

it.each(COUNTED)(
  'counts what $config.name of $input and $tokens tokens was counted to do: $billions G',
  ({ config, input, tokens, billions }) => {
    expect(total(multiplyAdds(config, input, tokens)) / 1e9).toBeCloseTo(billions, 1);
  },
);
