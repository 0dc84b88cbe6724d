import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadMicroParts } from '../../../tests/support/micro';
import { anchorLevels, type Corners } from '../detect/anchors';
import { inclusiveIou } from '../detect/nms';
import { candidates, suppress } from '../detect/postprocess';
import { Glip } from '../glip';
import type { GrounderParts } from '../grounder';
import { preprocess } from '../image/preprocess';
import { givenPhrases } from '../text/givenPhrases';
import { encodePrompt, type PromptRun } from '../text/prompt';
import type { Pixels } from '../types';
import { offsetAlignment, tuneAlignment, ALIGNMENT_TUNING, type TokenOffsets } from './alignmentTuning';
import { disposeExample, readExample, taughtTokens, type TuningExample } from './tuningExample';

/** A word that glip-micro does not know. Its best guess is the blue square, which the prompt leaves over; it is taught the circle. */
const PROMPT = 'red circle. zorple';
const SPANS = [{ start: 0, end: 10 }, { start: 12, end: 18 }];
const CIRCLE = 0;
const ZORPLE = 1;

/** 256 × 256, the network's input as it is: a red circle and a blue square of 64 pixels, each at its top left corner. */
function picture(circle: readonly [number, number], square: readonly [number, number]): Pixels {
  const size = 256;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const red = Math.hypot(x + 0.5 - circle[0] - 32, y + 0.5 - circle[1] - 32) < 32;
      const blue = x >= square[0] && x < square[0] + 64 && y >= square[1] && y < square[1] + 64;
      data.set(red ? [220, 35, 35] : blue ? [40, 80, 215] : [225, 225, 220], 4 * (y * size + x));
    }
  }
  return { data, width: size, height: size };
}

const boxAt = ([x, y]: readonly [number, number]): Corners => [x, y, x + 63, y + 63];
const SCENES = [
  [[20, 30], [150, 100]],
  [[160, 20], [40, 150]],
  [[30, 170], [170, 40]],
  [[150, 150], [20, 60]],
] as const;

describe('tuning the final token embeddings of glip-micro', () => {
  let parts: GrounderParts;
  let glip: Glip;
  let run: PromptRun;
  let examples: TuningExample[];
  let mask: Int32Array;
  let before: number;
  const anchors = () => anchorLevels(glip.config.anchors, [32, 16, 8, 4, 2].map((side) => [side, side] as const));

  beforeAll(async () => {
    parts = await loadMicroParts();
    glip = Glip.create(parts.config, parts.weights);
    run = encodePrompt(parts.tokenizer, PROMPT, givenPhrases(PROMPT, SPANS, 'list'), parts.config.text.maxTokens).runs[0]!;
    examples = [];
    for (const [circle, square] of SCENES) {
      const input = preprocess(picture(circle, square), parts.config.image);
      const levels = await glip.encodeImage(input.tensor);
      examples.push(await readExample(glip, levels, anchors(), run, [{ phrase: ZORPLE, box: boxAt(circle) }]));
      tf.dispose([input.tensor, ...levels]);
    }
    mask = taughtTokens(run, new Set([ZORPLE]), examples[0]!.predictions.alignment.shape[1]);
  }, 60_000);
  afterAll(() => {
    examples.forEach(disposeExample);
    glip.dispose();
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  const tune = (settings = ALIGNMENT_TUNING) => tuneAlignment([examples[0]!, examples[1]!, examples[2]!], mask, examples[3], settings);

  /** The best box of a phrase in a picture, and how well it fits. */
  async function found(example: TuningExample, phrase: number, box: Corners, offsets?: TokenOffsets) {
    const alignment = offsets ? offsetAlignment(example, offsets) : tf.clone(example.predictions.alignment);
    const all = await candidates({ ...example.predictions, alignment }, anchors(), run.positiveMap, { width: 256, height: 256 }, { ...parts.config.postprocess, candidateThreshold: 0.001 });
    alignment.dispose();
    const best = suppress(all, parts.config.postprocess).find(({ label }) => run.positiveMap[label]!.phrase === phrase);
    return { score: best?.score ?? 0, overlap: best ? inclusiveIou(best.box, box) : 0 };
  }

  it('teaches a word with three pictures, and it holds in a fourth', async () => {
    const { offsets, steps, best } = await tune();
    const { overlap, score } = await found(examples[3]!, ZORPLE, boxAt(SCENES[3][0]), offsets);
    expect(steps[best]!.heldOut).toBeLessThan(0.5 * steps[0]!.heldOut!);
    expect(overlap).toBeGreaterThan(0.5);
    expect(score).toBeGreaterThan(parts.config.postprocess.defaultThreshold);
  });

  it('leaves the other phrases as they are', async () => {
    const { offsets } = await tune();
    const circle = boxAt(SCENES[3][0]);
    expect(await found(examples[3]!, CIRCLE, circle, offsets)).toEqual(await found(examples[3]!, CIRCLE, circle));
  });

  it('keeps the offsets of the lowest loss and ends where it rises for long', async () => {
    const { steps, best } = await tune({ ...ALIGNMENT_TUNING, learningRate: 1, patience: 3 });
    const judged = steps.map(({ heldOut }) => heldOut!);
    expect(judged[best]).toBe(Math.min(...judged));
    expect(steps.length).toBeLessThan(ALIGNMENT_TUNING.maxSteps);
    expect(steps.at(-1)!.step - best).toBe(3);
  });

  it('stops when it is told to', async () => {
    const abandon = ({ step }: { step: number }) => {
      if (step === 2) throw new Error('abandoned');
    };
    await expect(tuneAlignment([examples[0]!], mask, undefined, ALIGNMENT_TUNING, abandon)).rejects.toThrow('abandoned');
  });
});
