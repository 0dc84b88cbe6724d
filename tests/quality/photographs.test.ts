import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateGrounding, type PhraseRecord } from '../../src/data/evaluation/grounding';
import { Grounder, type Box } from '../../src/model';
import { readImageFile } from '../../tools/cli/imageFile';
import { loadModelFolder } from '../../tools/cli/modelFolder';
import { useNodeBackend } from '../../tools/cli/nodeBackend';

/** Annotated photographs beside the repository; none of them is in it. */
const FOLDER = '../shared/photos';
const PHOTOGRAPHS = 48;
const GENERAL = /^(coco|voc)/;

interface Photograph {
  readonly image: string;
  readonly source: string;
  readonly boxes: readonly { readonly name: string; readonly box: Box }[];
}

/** Some of the general photographs of the test split, evenly chosen. */
function photographs(): Photograph[] {
  const lines = readFileSync(path.join(FOLDER, 'test.jsonl'), 'utf8').trim().split('\n');
  const general = lines.map((line) => JSON.parse(line) as Photograph).filter(({ source }) => GENERAL.test(source));
  return Array.from({ length: PHOTOGRAPHS }, (_, i) => general[Math.floor((i * general.length) / PHOTOGRAPHS)]!);
}

describe.skipIf(!existsSync(path.join(FOLDER, 'test.jsonl')))('the small model for photographs', () => {
  let grounder: Grounder;
  beforeAll(async () => {
    const parts = await loadModelFolder('public/weights/glip-micro-photos');
    await useNodeBackend('wasm', { threads: 1 });
    grounder = await Grounder.load(parts);
  });
  afterAll(() => grounder.dispose());

  it('finds the everyday things of photographs that it has not seen', async () => {
    const records: PhraseRecord[] = [];
    for (const { image, boxes } of photographs()) {
      const pixels = await readImageFile(path.join(FOLDER, 'images/test', image));
      const names = [...new Set(boxes.map(({ name }) => name))];
      const prompt = `${names.join('. ')}.`;
      const { parsed, detections } = await grounder.ground({
        image: { id: image, ...pixels, pixels },
        prompt,
        spans: [],
      });
      expect(parsed.phrases.map(({ text }) => text)).toEqual(names);
      for (const [i, name] of names.entries()) {
        records.push({
          tag: name,
          truth: boxes.filter((box) => box.name === name).map(({ box }) => box),
          found: detections.filter(({ phrase }) => phrase === i),
        });
      }
    }
    const { recall1, recall5, ap50 } = evaluateGrounding(records, 0).metrics;
    // The card has the figures of all test photographs (.48, .64, .26); these few scatter around them.
    expect(recall1).toBeGreaterThan(0.38);
    expect(recall5).toBeGreaterThan(0.54);
    expect(ap50).toBeGreaterThan(0.18);
  });
});
