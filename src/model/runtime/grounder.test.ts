import * as tf from '@tensorflow/tfjs-core';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkActivations } from '../../../tools/golden/micro';
import { openGolden } from '../../../tools/golden/directory';
import { loadModelFolder } from '../../../tools/cli/modelFolder';
import { useNodeBackend } from '../../../tools/cli/nodeBackend';
import { Glip } from '../network/glip';
import { Grounder } from './grounder';
import type { GroundResult, Pixels, Stage } from '../types';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const MODEL = root('public/weights/glip-micro');

/** A red disc of radius 40 around (x, y) on light grey, 200 × 160. */
function disc(x: number, y: number): Pixels {
  const [width, height] = [200, 160];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    const inside = Math.hypot((i % width) - x, Math.floor(i / width) - y) < 40;
    data.set(inside ? [220, 35, 35] : [225, 225, 220], 4 * i);
  }
  return { data, width, height };
}

const image = (id: string, pixels?: Pixels) => ({ id, ...(pixels && { pixels }), width: 200, height: 160 });
const MEMORY_PROMPTS = ['a red circle', 'cat. dog', 'a red circle next to a tree'];

describe('glip-micro', () => {
  let grounder: Grounder;
  beforeAll(async () => {
    await useNodeBackend('wasm', { threads: 1 });
    grounder = await Grounder.load(await loadModelFolder(MODEL));
  });
  afterAll(() => grounder.dispose());

  it('equals its PyTorch twin on the exported activations', async () => {
    const parts = await loadModelFolder(MODEL);
    const glip = await Glip.load(parts.config, parts.weights);
    const errors = await checkActivations(glip, openGolden(root('tests/fixtures'), 'glip-micro-parity'));
    expect(Object.keys(errors).length).toBeGreaterThan(25);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(2e-3);
    glip.dispose();
  });

  it('finds the disc where it is, in pixels of the original', async () => {
    const small = await grounder.ground({ image: image('disc', disc(120, 70)), prompt: 'A circle.', spans: [] });
    expect(small.parsed.phrases).toMatchObject([{ text: 'circle', start: 2, end: 8 }]);
    expectBox(small, [80, 30, 160, 110]);
    const doubled = { ...image('disc twice as large', disc(120, 70)), width: 400, height: 320 };
    expectBox(await grounder.ground({ image: doubled, prompt: 'A circle.', spans: [] }), [160, 60, 320, 220]);
  });

  it('keeps the encoded picture and the text for the next prompt', async () => {
    await grounder.ground({ image: image('kept', disc(60, 60)), prompt: 'a red circle', spans: [] });
    const stages: Stage[] = [];
    const again = await grounder.ground(
      { image: image('kept'), prompt: 'a circle', spans: [] },
      (stage) => void stages.push(stage),
    );
    expect(new Set(stages)).toEqual(new Set(['text', 'fusion', 'boxes']));
    expect(again.timings).toMatchObject({ preprocess: 0, image: 0 });
    const fresh = await grounder.ground({ image: image('fresh', disc(60, 60)), prompt: 'a circle', spans: [] });
    expect(again.detections).toEqual(fresh.detections);
    await expect(grounder.ground({ image: image('never sent'), prompt: 'a circle', spans: [] })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it("grounds the visitor's own span instead of the noun phrase", async () => {
    const prompt = 'a big red circle';
    const { parsed } = await grounder.ground({
      image: image('span', disc(60, 60)),
      prompt,
      spans: [{ start: 6, end: 9 }],
    });
    expect(parsed.phrases).toMatchObject([{ text: 'red', origin: 'selection' }]);
  });

  it('splits a list that is too long and merges the results under the right phrases', async () => {
    const words = Array.from({ length: 80 }, (_, i) => (i === 71 ? 'circle' : ['teapot', 'violin', 'zebra'][i % 3]!));
    const result = await grounder.ground({ image: image('list', disc(100, 80)), prompt: words.join('. '), spans: [] });
    expect(result.notices).toMatchObject([{ kind: 'list-split' }]);
    expect(result.parsed.phrases[71]!.text).toBe('circle');
    expect(result.detections.some(({ phrase }) => phrase === 71)).toBe(true);
    expect(result.detections.map(({ score }) => score)).toEqual(
      result.detections.map(({ score }) => score).sort((a, b) => b - a),
    );
  });

  it('maps the alignment of a word over the picture, highest on the thing', async () => {
    await grounder.ground({ image: image('map', disc(150, 100)), prompt: 'a circle', spans: [] });
    const { width, height, values } = await grounder.alignment({ start: 2, end: 8 });
    const best = values.indexOf(Math.max(...values));
    const at = { x: ((best % width) + 0.5) * (200 / width), y: (Math.floor(best / width) + 0.5) * (160 / height) };
    expect(Math.hypot(at.x - 150, at.y - 100)).toBeLessThan(45);
    await expect(grounder.alignment({ start: 100, end: 101 })).rejects.toMatchObject({ code: 'internal' });
  });

  it.each([
    ['', 'prompt-empty'],
    [' \n\t', 'prompt-empty'],
    ['of the', 'prompt-no-phrases'],
  ])('refuses the prompt %j with %s', async (prompt, code) => {
    await expect(grounder.ground({ image: image('x', disc(9, 9)), prompt, spans: [] })).rejects.toMatchObject({ code });
  });

  it('does not grow over repeated runs, abandoned ones included', async () => {
    const round = async (n: number) => {
      for (const [i, prompt] of MEMORY_PROMPTS.entries()) {
        await grounder.ground({ image: image(`memory ${n} ${i % 2}`, disc(50 + 10 * i, 60)), prompt, spans: [] });
      }
      await expect(
        grounder.ground({ image: image(`abandoned ${n}`, disc(60, 60)), prompt: 'a circle', spans: [] }, (stage) => {
          if (stage === 'fusion') throw new Error('abandoned');
        }),
      ).rejects.toThrow('abandoned');
    };
    await round(0);
    const { numTensors, numBytes } = tf.memory();
    for (let n = 1; n <= 4; n++) await round(n);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });
});

function expectBox({ detections }: GroundResult, wanted: readonly number[]): void {
  const [best] = detections;
  expect(best).toBeDefined();
  const tolerance = 0.15 * (wanted[2]! - wanted[0]!);
  best!.box.forEach((value, i) =>
    expect(Math.abs(value - wanted[i]!), `edge ${i} of ${best!.box.join(', ')}`).toBeLessThan(tolerance),
  );
}
