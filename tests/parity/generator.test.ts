import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGlip } from '../../src/model/glip';
import { parameterShapes } from '../../src/model/weights/params';
import { readRules } from '../../tools/golden/directory';
import { goldenWeights } from '../../tools/golden/weights';
import { GOLDENS, TINY } from './tiny';

interface KeyFacts {
  readonly shape: readonly number[];
  readonly rule: string;
  readonly sha256: string;
}

it('generates the same bytes as the golden generator, for every official name, in its shape', () => {
  const keys = JSON.parse(readFileSync(join(GOLDENS, 'tiny_state_dict_keys.json'), 'utf8')) as Record<string, KeyFacts>;
  const weights = goldenWeights(TINY, readRules(GOLDENS), '', 'tiny');
  for (const [name, { bytes, shape }] of weights) {
    expect({ name, shape, sha256: createHash('sha256').update(bytes).digest('hex') }).toEqual({ name, shape: keys[name]!.shape, sha256: keys[name]!.sha256 });
  }
  const wanted = Object.keys(keys).filter((name) => keys[name]!.rule !== 'derived' && !name.includes('cls_logits'));
  expect([...parameterShapes((scope) => readGlip(scope, TINY)).keys()].sort()).toEqual(wanted.sort());
});
