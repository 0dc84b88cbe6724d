import { expect, it } from 'vitest';
import type { CocoBox } from '../datasets/cocoFile';
import { pictureScores } from './pictureScores';

const [A, B]: CocoBox[] = [
  [0, 0, 50, 50],
  [100, 100, 50, 50],
];
const annotation = (image_id: number, category_id: number, bbox: CocoBox) => ({
  image_id,
  category_id,
  bbox,
  area: 2500,
  iscrowd: false,
});

it('a picture is judged by what is in it alone', () => {
  const truth = {
    images: [{ id: 1 }, { id: 2 }, { id: 3 }],
    categories: [
      { id: 7, name: 'cat' },
      { id: 8, name: 'dog' },
    ],
    annotations: [annotation(1, 7, A!), annotation(1, 8, B!), annotation(2, 7, A!)],
  };
  const found = (image_id: number, category_id: number, bbox: CocoBox) => ({ image_id, category_id, bbox, score: 0.9 });
  const scores = pictureScores(truth, [found(1, 7, A!), found(1, 8, A!), found(2, 7, A!), found(3, 7, A!)]);
  expect([...scores]).toEqual([
    [1, 0.5],
    [2, 1],
    [3, undefined],
  ]);
});
