import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGlip } from '../../src/model/network/glip';
import { parameterShapes } from '../../src/model/network/params';
import { GOLDEN_CONFIGS } from '../../tools/golden/configs';
import { readRules } from '../../tools/golden/directory';
import { goldenWeights } from '../../tools/golden/weights';
import { GOLDENS } from './tiny';

interface KeyFacts {
  readonly shape: readonly number[];
  readonly rule: string;
  readonly sha256: string;
}

it.each(['tiny', 'tiny_a_form', 'tiny_l_form'])(
  'generates the same bytes as the golden generator, for every official name, in its shape: %s',
  async (model) => {
    const config = GOLDEN_CONFIGS[model]!;
    const keys = JSON.parse(readFileSync(join(GOLDENS, `${model}_state_dict_keys.json`), 'utf8')) as Record<
      string,
      KeyFacts
    >;
    const weights = goldenWeights(config, readRules(GOLDENS), '', model);
    for (const [name, { read, shape }] of weights) {
      expect({
        name,
        shape,
        sha256: createHash('sha256')
          .update(await read())
          .digest('hex'),
      }).toEqual({
        name,
        shape: keys[name]!.shape,
        sha256: keys[name]!.sha256,
      });
    }
    const wanted = Object.keys(keys).filter((name) => keys[name]!.rule !== 'derived' && !name.includes('cls_logits'));
    expect([...parameterShapes((scope) => readGlip(scope, config)).keys()].sort()).toEqual(wanted.sort());
  },
);
