import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadMicro } from '../../../tests/support/micro';
import { boxIou } from '../postprocess/boxIou';
import type { Grounder } from '../runtime/grounder';
import type { Box, Pixels } from '../types';
import { readPromptFile, writePromptFile } from './promptFile';
import type { Taught, TeachingExample, TeachStep } from './teach';

/** Words are what one makes of them: the first phrase is taught to mean the circle. Pictures of 320 × 256 with a red circle and a blue square. */
const PROMPT = 'blue square. square';
const SIZE = { width: 320, height: 256 };
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
  [
    [220, 100],
    [60, 20],
  ],
] as const;

type Place = readonly [x: number, y: number];

function picture([circle, square]: readonly [Place, Place]): Pixels {
  const { width, height } = SIZE;
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const red = Math.hypot(x + 0.5 - circle[0] - 32, y + 0.5 - circle[1] - 32) < 32;
    const blue = x >= square[0] && x < square[0] + 64 && y >= square[1] && y < square[1] + 64;
    data.set(red ? [220, 35, 35] : blue ? [40, 80, 215] : [225, 225, 220], 4 * i);
  }
  return { data, ...SIZE };
}

const boxAt = ([x, y]: Place): Box => [x, y, x + 64, y + 64];
const idOf = (scene: number) => `scene ${scene}`;
const example = (scene: number): TeachingExample => ({
  image: { id: idOf(scene), ...SIZE },
  fingerprint: '00'.repeat(32),
  truth: [{ phrase: 0, box: boxAt(SCENES[scene]![0]) }],
  wrong: [],
});

describe('teaching glip-micro by example', () => {
  let grounder: Grounder;
  const look = (scene: number, tuned?: Taught['tuned'], prompt = PROMPT) =>
    grounder.ground({
      image: { id: idOf(scene), pixels: picture(SCENES[scene]!), ...SIZE },
      prompt,
      spans: [],
      ...(tuned && { tuned }),
    });
  const teach = (scenes: readonly number[], onStep?: (step: TeachStep) => void) =>
    grounder.teach({ form: 'alignment', prompt: PROMPT, spans: [], examples: scenes.map(example) }, onStep);

  beforeAll(async () => {
    grounder = await loadMicro();
    grounder.retain([0, 1, 2, 3].map(idOf));
    for (const scene of [0, 1, 2, 3]) await look(scene);
  }, 60_000);
  afterAll(() => grounder.dispose());

  it('improves average precision on the pictures and on the one held out, and tells on the way', async () => {
    const told: TeachStep[] = [];
    const { tuned, steps, best, before, after } = await teach([0, 1, 2, 3], (step) => void told.push(step));
    expect(tuned.examples.map(({ heldOut }) => heldOut)).toEqual([false, false, false, true]);
    expect(tuned.taught).toEqual([{ start: 0, end: 11 }]);
    const { learned, heldOut } = tuned.metrics;
    expect(learned.before.ap50).toBeLessThan(0.6);
    expect(learned.after.ap50).toBeGreaterThan(0.8);
    expect(heldOut!.after.ap).toBeGreaterThan(heldOut!.before.ap! + 0.2);
    expect(told.map(({ step }) => step)).toEqual(steps.map(({ step }) => step));
    expect(told[0]!.detections).toEqual(before);
    expect(steps[best]!.heldOut).toBe(Math.min(...steps.map((step) => step.heldOut!)));
    expect(boxIou(after[3]!.find(({ phrase }) => phrase === 0)!.box, boxAt(SCENES[3][0]))).toBeGreaterThan(0.5);
  });

  it('teaches a prompt that, saved and read again, grounds as it did', async () => {
    const { tuned, after } = await teach([0, 1]);
    const again = readPromptFile(writePromptFile(tuned));
    expect((await look(0, again)).detections).toEqual(after[0]);
    const unseen = await look(4, again);
    expect(boxIou(unseen.detections.find(({ phrase }) => phrase === 0)!.box, boxAt(SCENES[4][0]))).toBeGreaterThan(0.5);
    // The phrase that was not taught is found as before.
    const others = (result: typeof unseen) => result.detections.filter(({ phrase }) => phrase === 1);
    expect(others(unseen)).toEqual(others(await look(4)));
  });

  it('refuses what was taught to another model, or to another prompt', async () => {
    const { tuned } = await teach([0]);
    const refused = (changed: typeof tuned, prompt?: string) => look(0, changed, prompt);
    await expect(refused({ ...tuned, model: { ...tuned.model, name: 'glip-t' } })).rejects.toMatchObject({
      code: 'prompt-model',
      message: expect.stringContaining('taught to glip-t') as string,
    });
    await expect(refused({ ...tuned, model: { ...tuned.model, fingerprint: '00000000' } })).rejects.toMatchObject({
      code: 'prompt-model',
      message: expect.stringContaining('other weights of glip-micro') as string,
    });
    await expect(refused(tuned, 'square. blue square')).rejects.toMatchObject({ code: 'prompt-file' });
    await expect(
      refused({ ...tuned, offsets: { ...tuned.offsets, values: tuned.offsets.values.slice(1) } }),
    ).rejects.toMatchObject({ code: 'prompt-file' });
  });

  it('refuses to learn from nothing, and a prompt that is read in several runs', async () => {
    const nothing = { ...example(0), truth: [], wrong: [{ phrase: 0, box: boxAt(SCENES[0][1]) }] };
    await expect(
      grounder.teach({ form: 'alignment', prompt: PROMPT, spans: [], examples: [nothing] }),
    ).rejects.toMatchObject({ code: 'teaching' });
    const prompt = Array.from({ length: 80 }, () => 'red circle').join('. ');
    await expect(
      grounder.teach({ form: 'alignment', prompt, spans: [], examples: [example(0)] }),
    ).rejects.toMatchObject({ code: 'prompt-too-long' });
  });

  describe('memory', () => {
    let before: number;
    beforeEach(async () => {
      await look(0);
      before = tf.memory().numTensors;
    });

    it('is as it was after teaching, finished or abandoned', async () => {
      await teach([0, 1, 2]);
      const abandon = ({ step }: TeachStep) => {
        if (step === 3) throw new Error('abandoned');
      };
      await expect(teach([0, 1, 2], abandon)).rejects.toThrow('abandoned');
      expect(tf.memory().numTensors).toBe(before);
    });

    it('is given back for pictures that are no longer retained', () => {
      grounder.retain([]);
      expect(tf.memory().numTensors).toBe(before - 3 * 5);
      expect([0, 1].map((scene) => grounder.holds(idOf(scene)))).toEqual([true, false]);
    });

    it('of a lesson is its own: others may ground, and pictures be forgotten, while it pauses', async () => {
      grounder.retain([]);
      await look(2);
      const alone = tf.memory().numTensors;
      grounder.retain([0, 1].map(idOf));
      for (const scene of [0, 1]) await look(scene);
      const { tuned } = await teach([0, 1]);
      let pauses = 0;
      const disturb = async () => {
        if (++pauses !== 4) return;
        grounder.retain([]);
        await look(2);
      };
      const disturbed = await grounder.teach(
        { form: 'alignment', prompt: PROMPT, spans: [], examples: [0, 1].map(example) },
        undefined,
        disturb,
      );
      expect(pauses).toBeGreaterThan(4);
      expect(disturbed.tuned).toEqual(tuned);
      expect([0, 1, 2].map((scene) => grounder.holds(idOf(scene)))).toEqual([false, false, true]);
      expect(tf.memory().numTensors).toBe(alone);
    });
  });
});
