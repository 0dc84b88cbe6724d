import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadMicroParts } from '../../../tests/support/micro';
import { anchorLevels, type Corners } from '../network/anchors';
import { inclusiveIou } from '../postprocess/nms';
import { candidates, suppress } from '../postprocess/postprocess';
import { Glip } from '../network/glip';
import type { GrounderParts } from '../runtime/grounder';
import { preprocess } from '../preprocess/preprocess';
import { givenPhrases } from '../prompt/givenPhrases';
import { encodePrompt, type PromptRun } from '../prompt/prompt';
import { tokenInput } from '../network/tokenInput';
import type { Pixels } from '../types';
import { tuneAlignment, ALIGNMENT_TUNING } from './alignmentTuning';
import microConfig from '../../../public/weights/glip-micro/config.json';
import { groundPrompt, type EncodedText } from './groundPrompt';
import { tunedPositions } from './matchPrompt';
import { disposeExample, readExample, type TaughtBoxes, type TuningExample } from './tuningExample';
import type { PromptOffsets } from './tunedPrompt';

/** A word that glip-micro does not know. Its best guess is the blue square, which the prompt leaves over; it is taught the circle. */
const PROMPT = 'red circle. zorple';
const SPANS = [
  { start: 0, end: 10 },
  { start: 12, end: 18 },
];
const CIRCLE = 0;
const ZORPLE = 1;

/** The side of the pictures: that at which glip-micro reads them, so that they are the network's input as they are. */
const SIDE = microConfig.image.minSize;

/** SIDE × SIDE: a red circle and a blue square of 64 pixels, each at its top left corner. */
function picture(circle: readonly [number, number], square: readonly [number, number]): Pixels {
  const data = new Uint8Array(SIDE * SIDE * 4).fill(255);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const red = Math.hypot(x + 0.5 - circle[0] - 32, y + 0.5 - circle[1] - 32) < 32;
      const blue = x >= square[0] && x < square[0] + 64 && y >= square[1] && y < square[1] + 64;
      data.set(red ? [220, 35, 35] : blue ? [40, 80, 215] : [225, 225, 220], 4 * (y * SIDE + x));
    }
  }
  return { data, width: SIDE, height: SIDE };
}

const boxAt = ([x, y]: readonly [number, number]): Corners => [x, y, x + 63, y + 63];
const SCENES = [
  [
    [20, 30],
    [150, 100],
  ],
  [
    [160, 20],
    [40, 150],
  ],
  [
    [30, 170],
    [170, 40],
  ],
  [
    [150, 150],
    [20, 60],
  ],
] as const;

describe('tuning the final token embeddings of glip-micro', () => {
  let parts: GrounderParts;
  let glip: Glip;
  let run: PromptRun;
  let text: EncodedText;
  let pyramids: tf.Tensor3D[][];
  let examples: TuningExample[];
  let before: number;
  const anchors = () =>
    anchorLevels(
      glip.config.anchors,
      pyramids[0]!.map(({ shape: [height, width] }) => [height, width] as const),
    );

  beforeAll(async () => {
    parts = await loadMicroParts();
    glip = await Glip.load(parts.config, parts.weights);
    run = encodePrompt(parts.tokenizer, PROMPT, givenPhrases(PROMPT, SPANS, 'list'), parts.config.text.maxTokens)
      .runs[0]!;
    const tokens = tokenInput(run.ids, parts.config.text.maxTokens);
    text = { text: glip.encodeText(tokens), mask: tokens.mask };
    [pyramids, examples] = [[], []];
    for (const [circle, square] of SCENES) {
      const input = preprocess(picture(circle, square), parts.config.image);
      pyramids.push(await glip.encodeImage(input.tensor));
      input.tensor.dispose();
      examples.push(await read(pyramids.length - 1, { truth: [{ phrase: ZORPLE, box: boxAt(circle) }], wrong: [] }));
    }
  }, 60_000);
  afterAll(() => {
    examples.forEach(disposeExample);
    tf.dispose([...pyramids, text.text]);
    glip.dispose();
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  const read = (scene: number, boxes: TaughtBoxes) =>
    readExample(glip, { levels: pyramids[scene]!, anchors: anchors() }, text, run, boxes);
  const positions = () => tunedPositions('alignment', run, new Set([ZORPLE]));
  const tune = (settings = ALIGNMENT_TUNING) => tuneAlignment(examples.slice(0, 3), positions(), examples[3], settings);

  /** The best box of a phrase in a picture, and how well it fits. */
  async function found(scene: number, phrase: number, box: Corners, offsets?: PromptOffsets) {
    const predictions = await groundPrompt(glip, pyramids[scene]!, text, offsets);
    const all = await candidates(
      predictions,
      anchors(),
      run.positiveMap,
      { width: SIDE, height: SIDE },
      { ...parts.config.postprocess, candidateThreshold: 0.001 },
    );
    tf.dispose({ ...predictions });
    const ofPhrase = suppress(all, parts.config.postprocess).filter(
      ({ label }) => run.positiveMap[label]!.phrase === phrase,
    );
    const [best] = ofPhrase;
    const there = ofPhrase.find((other) => inclusiveIou(other.box, box) > 0.5);
    return { score: best?.score ?? 0, overlap: best ? inclusiveIou(best.box, box) : 0, scoreThere: there?.score ?? 0 };
  }

  it('teaches a word with three pictures, and it holds in a fourth', async () => {
    const { offsets, steps, best } = await tune();
    const { overlap, score } = await found(3, ZORPLE, boxAt(SCENES[3][0]), offsets);
    expect(steps[best]!.heldOut).toBeLessThan(0.5 * steps[0]!.heldOut!);
    expect(overlap).toBeGreaterThan(0.5);
    expect(score).toBeGreaterThan(parts.config.postprocess.defaultThreshold);
  });

  it('leaves the other phrases as they are', async () => {
    const { offsets } = await tune();
    const circle = boxAt(SCENES[3][0]);
    expect(await found(3, CIRCLE, circle, offsets)).toEqual(await found(3, CIRCLE, circle));
  });

  it('shows at each step what the prompt finds by then', async () => {
    const shown: tf.Tensor2D[] = [];
    const { offsets, best } = await tuneAlignment(
      examples.slice(0, 1),
      positions(),
      undefined,
      { ...ALIGNMENT_TUNING, maxSteps: 2 },
      (_, predict) => {
        const { alignment, boxes, centerness } = predict(examples[3]!);
        tf.dispose([boxes, centerness]);
        shown.push(alignment);
      },
    );
    const applied = await groundPrompt(glip, pyramids[3]!, text, offsets);
    expect(differ(shown[0]!, examples[3]!.predictions.alignment)).toBeLessThan(1e-6);
    expect(differ(shown[best]!, applied.alignment)).toBeLessThan(1e-4);
    expect(differ(shown[best]!, shown[0]!)).toBeGreaterThan(0.01);
    tf.dispose([...shown, { ...applied }]);
  });

  it('learns more from a box that was marked wrong', async () => {
    const box = boxAt(SCENES[0][1]);
    const truth = [{ phrase: ZORPLE, box: boxAt(SCENES[0][0]) }];
    const few = { ...ALIGNMENT_TUNING, maxSteps: 6 };
    const scores = [];
    for (const wrong of [[], [{ phrase: ZORPLE, box }]]) {
      const example = await read(0, { truth, wrong });
      const { offsets } = await tuneAlignment([example], positions(), undefined, few);
      disposeExample(example);
      scores.push((await found(0, ZORPLE, box, offsets)).scoreThere);
    }
    expect(scores[1]).toBeLessThan(0.9 * scores[0]!);
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
    await expect(tuneAlignment([examples[0]!], positions(), undefined, ALIGNMENT_TUNING, abandon)).rejects.toThrow(
      'abandoned',
    );
  });
});

const differ = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!);
