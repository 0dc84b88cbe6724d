import { describe, expect, it } from 'vitest';
import { PictureIndex } from '../files/pictureIndex';
import { pairPictures, readDataSet } from './dataSet';

const file = (name: string, content: unknown) => ({ path: name, file: new File([typeof content === 'string' ? content : JSON.stringify(content)], name) });
const read = (name: string, content: unknown) => readDataSet(file(name, content));

const COCO = {
  images: [
    { id: 1, file_name: 'a.png' },
    { id: 2, file_name: 'inner/b.png' },
  ],
  categories: [{ id: 1, name: 'cat' }],
  annotations: [],
};
const LINE = { image: 'a.png', caption: 'a cat', phrases: [{ start: 2, end: 5, boxes: [] }] };

describe('a data set', () => {
  it('is told by its name, and its pictures are found', async () => {
    const pictures = new PictureIndex([file('set/inner/b.png', '')]);
    const coco = await read('val.json', COCO);
    expect(coco.kind).toBe('coco');
    expect(pairPictures(coco, pictures)).toMatchObject({ tasks: [{ kind: 'coco', image: { id: 2 }, picture: { path: 'set/inner/b.png' } }], missing: ['a.png'] });
    const grounding = await read('val.jsonl', `${JSON.stringify(LINE)}\n\n`);
    expect(grounding.kind).toBe('grounding');
    expect(pairPictures(grounding, pictures).missing).toEqual(['a.png']);
  });

  it.each([
    ['a.json', '{', /^a\.json: the file must be JSON\.$/],
    ['a.json', [{ image_id: 1 }], /^a\.json is a list, as results are\./],
    ['a.json', { ...COCO, categories: [] }, /^a\.json holds no categories\.$/],
    ['a.json', { ...COCO, images: [{ id: 1 }] }, /^a\.json: images\[0\]\.file_name must be a text/],
    ['a.jsonl', `\n{"image": "a.png"}`, /^a\.jsonl, line 2: caption must be a text/],
    ['a.jsonl', ' ', /^a\.jsonl holds no phrases\.$/],
  ])('%s: %o is refused with a sentence', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });
});
