import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import samples from '../../../public/samples/samples.json';
import { loadMicro, readSample } from '../../../tests/support/micro';
import type { Grounder } from '../../model/runtime/grounder';
import type { Box, Pixels } from '../../model/types';
import { evaluateGrounding, type PhraseRecord } from './grounding';
import { groundLine } from './groundLine';
import { type AnnotatedPhrase, readGroundingLine } from '../datasets/groundingLine';

let grounder: Grounder;
beforeAll(async () => {
  grounder = await loadMicro();
});
afterAll(() => grounder.dispose());

const ground = (id: string, pixels: Pixels, caption: string, phrases: readonly AnnotatedPhrase[]) =>
  groundLine(grounder, { id, pixels, width: pixels.width, height: pixels.height }, { image: id, caption, phrases });

const measure = (records: readonly PhraseRecord[]) =>
  evaluateGrounding(records, grounder.config.postprocess.defaultThreshold).metrics;

it("finds what is in the page's samples, and nothing where it is not", async () => {
  const chosen = [
    ...samples.slice(0, 2),
    samples.find(({ phrases }) => phrases.some(({ boxes }) => boxes.length === 0))!,
  ];
  const records: PhraseRecord[] = [];
  for (const { file, prompt, phrases } of chosen) {
    const line = readGroundingLine(JSON.stringify({ image: file, caption: prompt, phrases }));
    const grounded = await ground(file, await readSample(file), line.caption, line.phrases);
    expect(grounded.runs).toBe(1);
    expect(grounded.milliseconds).toBeGreaterThan(0);
    records.push(...grounded.records);
  }
  expect(records.map(({ truth }) => truth)).toEqual(chosen.flatMap(({ phrases }) => phrases.map(({ boxes }) => boxes)));
  expect(measure(records)).toMatchObject({ recall1: 1, recall5: 1, recall10: 1, absent_fired: 0, present_missed: 0 });
  expect(measure(records).ap50).toBeGreaterThan(0.9);
  const moved = records.map((record) => ({
    ...record,
    truth: record.truth.map(([x0, y0, x1, y1]): Box => [x0 + 200, y0, x1 + 200, y1]),
  }));
  expect(measure(moved).recall1).toBeLessThan(0.3);
});

describe('in a picture of a red circle and a blue square', () => {
  const CIRCLE: Box = [30, 50, 110, 130];
  const SQUARE: Box = [160, 80, 220, 140];
  const pixels = redCircleAndBlueSquare();
  const CAPTION = 'a red circle and a blue square';

  /** The words of a caption as a phrase. */
  const phrase = (caption: string, words: string, box?: Box): AnnotatedPhrase => {
    const start = caption.lastIndexOf(words);
    return { start, end: start + words.length, boxes: box ? [box] : [] };
  };
  const circle = phrase(CAPTION, 'red circle', CIRCLE);
  const square = phrase(CAPTION, 'blue square', SQUARE);

  it('takes the spans as they are: with articles, repeated, overlapping, in any order', async () => {
    const { records } = await ground('spans', pixels, CAPTION, [
      square,
      circle,
      phrase(CAPTION, 'a red circle', CIRCLE),
      square,
    ]);
    expect(records.map(({ truth }) => truth)).toEqual([[SQUARE], [CIRCLE], [CIRCLE], [SQUARE]]);
    expect(measure(records).recall1).toBe(1);
    expect(records[3]).toEqual(records[0]);
  });

  it('reads the words of a list that belong to no phrase', async () => {
    const found = async (caption: string) =>
      (await ground('list', pixels, caption, [phrase(caption, 'thing')])).records[0]!.found;
    const left = await found('the thing on the left. a square');
    expect(left.length).toBeGreaterThan(0);
    expect(left).not.toEqual(await found('the thing on the right. a square'));
  });

  it('reads a caption that is too long in several runs, each phrase to its end', async () => {
    // The first run ends inside of the phrase `circles`.
    const circles = `red circle${' and red circle'.repeat(15)}`;
    const rest = `${circles} and a blue square`;
    const caption = `${CAPTION} ${'and also something else that is of no importance '.repeat(6)}${rest}`;
    const phrases = (text: string) => [phrase(text, circles, CIRCLE), phrase(text, 'blue square', SQUARE)];
    const { records, runs } = await ground('long', pixels, caption, [circle, ...phrases(caption)]);
    expect(runs).toBe(2);
    const alone = await ground('long', pixels, rest, phrases(rest));
    expect(alone.runs).toBe(1);
    expect(records.slice(1)).toEqual(alone.records);
    expect(records.map(({ found }) => found.length > 0)).toEqual([true, true, true]);
  });

  it('ends where a phrase alone is too long', async () => {
    const endless = 'very '.repeat(200) + 'green star';
    const caption = `${endless} and ${CAPTION}`;
    const { records, runs } = await ground('endless', pixels, caption, [
      phrase(caption, endless),
      phrase(caption, 'blue square', SQUARE),
    ]);
    expect(runs).toBe(2);
    expect(measure(records).recall1).toBe(1);
  });

  it('runs nothing without phrases', async () => {
    expect(await ground('none', pixels, CAPTION, [])).toEqual({ records: [], runs: 0, milliseconds: 0 });
  });

  /** 256 × 192 on light grey. */
  function redCircleAndBlueSquare(): Pixels {
    const [width, height] = [256, 192];
    const data = new Uint8Array(width * height * 4).fill(255);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const red =
          Math.hypot(x + 0.5 - (CIRCLE[0] + CIRCLE[2]) / 2, y + 0.5 - (CIRCLE[1] + CIRCLE[3]) / 2) <
          (CIRCLE[2] - CIRCLE[0]) / 2;
        const blue = x >= SQUARE[0] && x < SQUARE[2] && y >= SQUARE[1] && y < SQUARE[3];
        data.set(red ? [220, 35, 35] : blue ? [40, 80, 215] : [225, 225, 220], 4 * (y * width + x));
      }
    }
    return { data, width, height };
  }
});
