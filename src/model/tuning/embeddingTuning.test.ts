import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyLesson, type TinyLesson } from '../../../tests/support/tinyLesson';
import { GOLDENS, TINY } from '../../../tests/support/tinyModel';
import { readRules } from '../../../tools/golden/directory';
import { goldenWeights } from '../../../tools/golden/weights';
import { useNodeBackend } from '../../../tools/cli/nodeBackend';
import { Glip } from '../network/glip';
import { EMBEDDING_TUNING, tuneEmbedding, type EmbeddingExample } from './embeddingTuning';
import { groundPrompt } from './groundPrompt';
import { groundingLoss } from './groundingLoss';
import type { EmbeddingOffsets } from './tunedPrompt';
import type { TuningStep } from './tuning';

describe('tuning the embeddings that enter the fusion of the tiny model', () => {
  let glip: Glip;
  let lesson: TinyLesson;
  const tune = (
    examples: readonly EmbeddingExample[],
    heldOut: EmbeddingExample | undefined,
    maxSteps: number,
    onStep?: (step: TuningStep) => void,
  ) => tuneEmbedding(glip, lesson.text, examples, heldOut, { ...EMBEDDING_TUNING, maxSteps }, onStep);

  /** The loss of an example with what was learned. */
  async function lossOf(example: EmbeddingExample, offsets?: EmbeddingOffsets): Promise<number> {
    const predictions = await groundPrompt(glip, example.levels, lesson.text, offsets);
    const losses = groundingLoss([{ ...example, predictions }]);
    const loss = losses.total.dataSync()[0]!;
    tf.dispose([{ ...losses }, { ...predictions }]);
    return loss;
  }

  beforeAll(async () => {
    await useNodeBackend('wasm', { threads: 1 });
    glip = await Glip.load(TINY, goldenWeights(TINY, readRules(GOLDENS), '', 'tiny'));
    lesson = await tinyLesson(glip);
  }, 60_000);
  afterAll(() => {
    lesson.dispose();
    glip.dispose();
  });

  it('follows the gradient through the head: the loss falls, and the offsets give the loss that was told', async () => {
    const [learned, , heldOut] = lesson.examples;
    const { offsets, steps, best } = await tune([learned!], heldOut, 4);
    expect(steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    expect(steps[4]!.loss).toBeLessThan(steps[0]!.loss);
    expect(offsets.positions).toEqual([0, 1, 2, 3]);
    expect((await lossOf(heldOut!, offsets)) / steps[best]!.heldOut!).toBeCloseTo(1, 4);
  });

  it('learns from one example after the other, and tells the mean of what each came to when it was last looked at', async () => {
    const [first, second] = lesson.examples;
    const { steps } = await tune([first!, second!], undefined, 6);
    const alone = await tune([first!], undefined, 1);
    const [before, afterFirst] = [
      await Promise.all([lossOf(first!), lossOf(second!)]),
      await lossOf(second!, alone.offsets),
    ];
    expect(steps[0]!.loss).toBeCloseTo((before[0]! + before[1]!) / 2, 4);
    expect(steps[1]!.loss).toBeCloseTo((before[0]! + afterFirst) / 2, 4);
    expect(steps[6]!.loss).toBeLessThan(steps[0]!.loss);
  });

  it('leaves no tensors behind, abandoned or not', async () => {
    const [first, second, heldOut] = lesson.examples;
    const before = tf.memory().numTensors;
    await tune([first!, second!], heldOut, 1);
    const abandon = ({ step }: TuningStep) => {
      if (step === 1) throw new Error('abandoned');
    };
    await expect(tune([first!, second!], heldOut, 3, abandon)).rejects.toThrow('abandoned');
    expect(tf.memory().numTensors).toBe(before);
  });
});
