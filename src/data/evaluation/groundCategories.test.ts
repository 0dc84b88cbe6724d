import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import samples from '../../../public/samples/samples.json';
import { loadMicro, readSample } from '../../../tests/support/micro';
import type { Grounder } from '../../model/runtime/grounder';
import { categoryPrompt, plainWording, type CategoryWording } from '../datasets/categoryPrompt';
import { evaluateCoco } from './coco';
import type { CocoTruth } from '../datasets/cocoFile';
import { groundCategories } from './groundCategories';

let grounder: Grounder;
beforeAll(async () => {
  grounder = await loadMicro();
});
afterAll(() => grounder.dispose());

const sample = samples[0]!;
const image = { id: 71, file_name: sample.file };
/** The sample's phrases as categories with ids in no order, other things before, between and behind them. */
function truthWith(others: readonly string[]): CocoTruth {
  const present = sample.phrases.map(({ start, end }) => sample.prompt.slice(start, end));
  const names = [...others.slice(0, -1), ...present, ...others.slice(-1)];
  const categories = names.map((name, i) => ({ id: 900 - 7 * i, name }));
  const annotations = sample.phrases.flatMap(({ boxes }, i) =>
    boxes.map(([x0, y0, x1, y1]) => ({
      image_id: image.id,
      category_id: categories[others.length - 1 + i]!.id,
      bbox: [x0!, y0!, x1! - x0!, y1! - y0!] as const,
      area: (x1! - x0!) * (y1! - y0!),
      iscrowd: false,
    })),
  );
  return { images: [image], categories, annotations };
}

async function ground(truth: CocoTruth, scale = 1, wordings?: readonly CategoryWording[]) {
  const pixels = await readSample(sample.file);
  const size = { width: pixels.width * scale, height: pixels.height * scale };
  return groundCategories(grounder, { id: `${sample.file} ${scale}`, pixels, ...size }, image, truth, wordings);
}

describe('looking for the categories of a data set', () => {
  it('finds each under its own id', async () => {
    const truth = truthWith(['purple elephant']);
    const { results, milliseconds } = await ground(truth);
    expect(milliseconds).toBeGreaterThan(0);
    expect(evaluateCoco(truth, results).metrics.AP50).toBeGreaterThan(0.9);
  });

  it('takes several runs where the names are too many, and loses none', async () => {
    const many = Array.from({ length: 90 }, (_, i) => `extraordinary umbrella ${i}`);
    const truth = truthWith(many);
    expect(
      (await grounder.parse(categoryPrompt(truth.categories.map(plainWording)).prompt, [])).tokens,
    ).toBeGreaterThan(grounder.config.text.maxTokens);
    const { results } = await ground(truth);
    expect(evaluateCoco(truth, results).metrics.AP50).toBeGreaterThan(0.7);
  });

  it('reads a description of many categories in several runs, and loses none', async () => {
    const truth = truthWith(Array.from({ length: 30 }, (_, i) => `umbrella ${i}`));
    const wordings = truth.categories.map((category) => ({ ...plainWording(category), suffix: ' in the picture' }));
    const { results } = await ground(truth, 1, wordings);
    expect(evaluateCoco(truth, results).metrics.AP50).toBeGreaterThan(0.7);
  });

  it('gives boxes in the pixels of the annotations', async () => {
    const truth = truthWith(['purple elephant']);
    const [one, two] = [await ground(truth), await ground(truth, 2)];
    expect(two.results).toHaveLength(one.results.length);
    for (const [i, { bbox, ...rest }] of one.results.entries()) {
      expect(two.results[i]).toMatchObject(rest);
      bbox.forEach((side, k) => expect(two.results[i]!.bbox[k]).toBeCloseTo(2 * side, 6));
    }
  });
});
