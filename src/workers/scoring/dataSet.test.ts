import { describe, expect, it } from 'vitest';
import { readAnnotations, readResults } from './dataSet';

const COCO = {
  images: [
    { id: 1, file_name: 'a.png' },
    { id: 2, file_name: 'inner/b.png' },
  ],
  categories: [{ id: 1, name: 'cat' }],
  annotations: [],
};
const LINE = { image: 'a.png', caption: 'a cat', phrases: [{ start: 2, end: 5, boxes: [] }] };
const blob = (content: unknown) => new Blob([typeof content === 'string' ? content : JSON.stringify(content)]);
const read = (name: string, content: unknown) => readAnnotations(blob(content), name);

describe('annotations', () => {
  it('are told by their file’s name', async () => {
    expect(await read('val.json', COCO)).toMatchObject({ kind: 'coco', truth: { images: COCO.images } });
    expect(await read('val.jsonl', `${JSON.stringify(LINE)}\n\n`)).toMatchObject({ kind: 'grounding', lines: [LINE] });
  });

  it.each([
    ['a.json', '{', /^a\.json: the file must be JSON\.$/],
    ['a.json', { ...COCO, categories: [] }, /^a\.json holds no categories\.$/],
    ['a.json', { ...COCO, images: [{ id: 1 }] }, /^a\.json: images\[0\]\.file_name must be a text/],
    ['a.jsonl', `\n{"image": "a.png"}`, /^a\.jsonl, line 2: caption must be a text/],
    ['a.jsonl', ' ', /^a\.jsonl holds no phrases\.$/],
  ])('%s: %o is refused with a sentence', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });
});

describe('results', () => {
  const RESULT = { image_id: 2, category_id: 1, bbox: [0, 0, 5, 5], score: 0.5 };

  it.each([
    ['{"results": ', /^r\.json: the file must be JSON\.$/],
    [[], /^r\.json holds no detections\.$/],
    [[{ name: 'cat', prefix: 'a ' }], /^r\.json: \[0\]\.image_id must be a number or a text\.$/],
    [
      [RESULT, { ...RESULT, image_id: 7 }],
      /^r\.json: \[1\]\.image_id must be the id of one of the images of the annotations, unlike 7\.$/,
    ],
  ])('%j are refused with a sentence', async (content, message) => {
    await expect(readResults(blob(content), 'r.json', { ...COCO, annotations: [] })).rejects.toThrow(message);
  });
});
