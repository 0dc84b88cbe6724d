import { expect, it } from 'vitest';
import { PictureIndex } from '../../lib/pictureIndex';
import { pairPictures } from './pairing';

const pictures = new PictureIndex([{ path: 'set/inner/b.png', file: new File([], 'b.png') }]);

it('pictures are found by their places in the data set, and those that are not there are named', () => {
  const images = [
    { id: 7, file_name: 'a.png' },
    { id: 9, file_name: 'inner/b.png' },
  ];
  const { tasks, missing } = pairPictures(
    { kind: 'coco', images, categories: [{ id: 1, name: 'cat' }], boxes: 0 },
    pictures,
  );
  expect([...tasks]).toMatchObject([[1, { kind: 'coco', image: { id: 9 }, picture: { path: 'set/inner/b.png' } }]]);
  expect(missing).toEqual(['a.png']);
});

it('several lines may share a picture', () => {
  const line = (caption: string, image: string) => ({ image, caption, phrases: [], place: caption });
  const { tasks, missing } = pairPictures(
    { kind: 'grounding', lines: [line('a cat', 'b.png'), line('a dog', 'c.png'), line('a tree', 'b.png')] },
    pictures,
  );
  expect([...tasks.keys()]).toEqual([0, 2]);
  expect(missing).toEqual(['c.png']);
});
