import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findCocoPictures, readResultsFile, readTruthFile } from './cocoFiles';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-coco-'));
const images = path.join(folder, 'images');
mkdirSync(path.join(images, 'inner'), { recursive: true });
for (const name of ['outside.png', 'images/a.png', 'images/inner/b.png']) writeFileSync(path.join(folder, name), '');
afterAll(() => rmSync(folder, { recursive: true }));

const IMAGE = { id: 1, file_name: 'a.png' };
const TRUTH = { images: [IMAGE], categories: [{ id: 1, name: 'cat' }], annotations: [] };
const RESULT = { image_id: 1, category_id: 1, bbox: [0, 0, 1, 1], score: 0.5 };

function write(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

async function findPictures(truth: typeof TRUTH) {
  const file = write('truth.json', truth);
  return findCocoPictures(await readTruthFile(file), file, images);
}

describe('files in the COCO format', () => {
  it('are read, and their pictures found', async () => {
    const tasks = await findPictures({ ...TRUTH, images: [IMAGE, { id: 2, file_name: 'inner/b.png' }] });
    expect(tasks.map(({ imageFile, image }) => [path.relative(images, imageFile), image.id])).toEqual([
      ['a.png', 1],
      ['inner/b.png', 2],
    ]);
    expect(
      await readResultsFile(write('results.json', [RESULT]), await readTruthFile(write('truth.json', TRUTH))),
    ).toEqual([RESULT]);
  });

  it.each([
    ['../outside.png', /^.*truth\.json: images\[1\]\.file_name "\.\.\/outside\.png" is not in .*images\.$/],
    ['inner/../../outside.png', /images\[1\]\.file_name ".*" is not in/],
    [path.join(folder, 'outside.png'), /images\[1\]\.file_name ".*" is not in/],
    ['none.png', /images\[1\]\.file_name "none\.png" is not in .*images\.$/],
    ['inner', /images\[1\]\.file_name "inner" is not in/],
    [undefined, /truth\.json: images\[1\]\.file_name must be a text that is not empty\.$/],
  ])('may name pictures within their folder only: %s', async (name, message) => {
    await expect(findPictures({ ...TRUTH, images: [IMAGE, { id: 2, file_name: name! }] })).rejects.toThrow(message);
  });

  it('are refused with file and field', async () => {
    await expect(readTruthFile(path.join(folder, 'none.json'))).rejects.toThrow(/^There is no file .*none\.json\.$/);
    const wrong = write('truth.json', { ...TRUTH, categories: 1 });
    await expect(readTruthFile(wrong)).rejects.toThrow(/^.*truth\.json: categories must be a list\.$/);
    const results = write('results.json', [RESULT, { ...RESULT, image_id: null }]);
    await expect(readResultsFile(results, await readTruthFile(write('truth.json', TRUTH)))).rejects.toThrow(
      /^.*results\.json: \[1\]\.image_id must be a number or a text\.$/,
    );
  });

  it('are refused where there is nothing to look for', async () => {
    await expect(findPictures({ ...TRUTH, images: [] })).rejects.toThrow(/^.*truth\.json holds no images\.$/);
    await expect(findPictures({ ...TRUTH, categories: [] })).rejects.toThrow(/^.*truth\.json holds no categories\.$/);
  });
});
