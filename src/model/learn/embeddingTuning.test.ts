import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOLDENS, TINY } from '../../../tests/support/tinyModel';
import { readRules } from '../../../tools/golden/directory';
import { goldenWeights } from '../../../tools/golden/weights';
import { useNodeBackend } from '../../../tools/nodeBackend';
import { anchorLevels } from '../detect/anchors';
import { Glip } from '../glip';
import { EMBEDDING_TUNING, tuneEmbedding, type EmbeddingExample } from './embeddingTuning';
import { groundPrompt, type EncodedText } from './groundPrompt';
import { groundingLoss } from './groundingLoss';
import { groundingTargets } from './targets';
import type { TuningStep } from './tuning';

const IDS = Int32Array.of(101, 7, 9, 102, 0, 0, 0, 0);
const MASK = Int32Array.of(1, 1, 1, 1, 0, 0, 0, 0);
const TAUGHT = [1, 2];
const BOX = [8, 16, 47, 55] as const;

describe('tuning the embeddings that enter the fusion of the tiny model', () => {
  let glip: Glip;
  let text: EncodedText;
  let examples: EmbeddingExample[];
  const tune = (maxSteps: number, onStep?: (step: TuningStep) => void) => tuneEmbedding(glip, text, examples.slice(0, 1), examples[1], { ...EMBEDDING_TUNING, maxSteps }, onStep);

  beforeAll(async () => {
    await useNodeBackend('wasm', { threads: 1 });
    glip = Glip.create(TINY, goldenWeights(TINY, readRules(GOLDENS), '', 'tiny'));
    text = { text: glip.encodeText({ ids: IDS, mask: MASK }), mask: MASK };
    examples = [];
    for (const seed of [1, 2]) {
      const image = tf.randomUniform<tf.Rank.R3>([64, 64, 3], -1, 1, 'float32', seed);
      const levels = await glip.encodeImage(image);
      image.dispose();
      const anchors = anchorLevels(TINY.anchors, levels.map(({ shape: [h, w] }) => [h, w] as const));
      const targets = groundingTargets(anchors, [{ box: BOX, tokens: TAUGHT }], MASK.length, 'whole');
      examples.push({ levels, targets, mask: MASK.map((_, token) => (TAUGHT.includes(token) ? 1 : 0)) });
    }
  }, 60_000);
  afterAll(() => {
    tf.dispose([text.text, ...examples.flatMap(({ levels }) => [...levels])]);
    glip.dispose();
  });

  it('follows the gradient through the head: the loss falls, and the offsets give the loss that was told', async () => {
    const { offsets, steps, best } = await tune(4);
    expect(steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    expect(steps[4]!.loss).toBeLessThan(steps[0]!.loss);
    expect(offsets.positions).toEqual([0, 1, 2, 3]);
    const predictions = await groundPrompt(glip, examples[1]!.levels, text, offsets);
    const { total, ...parts } = groundingLoss([{ predictions, ...examples[1]! }]);
    expect(Math.abs(total.dataSync()[0]! - steps[best]!.heldOut!)).toBeLessThan(1e-4 * steps[best]!.heldOut!);
    tf.dispose([total, { ...parts }, { ...predictions }]);
  });

  it('leaves no tensors behind, abandoned or not', async () => {
    const before = tf.memory().numTensors;
    await tune(1);
    const abandon = ({ step }: TuningStep) => {
      if (step === 1) throw new Error('abandoned');
    };
    await expect(tune(3, abandon)).rejects.toThrow('abandoned');
    expect(tf.memory().numTensors).toBe(before);
  });
});
