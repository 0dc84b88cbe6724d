import { expect, it } from 'vitest';
import { GLIP_T } from './presets';
import { atInputSize, INPUT_SIZES, inputSizesOf, type InputSize } from './inputSize';
import { networkSize } from '../preprocess/preprocess';

const micro = { ...GLIP_T.image, minSize: 256, maxSize: 384 };

it('full is the official size', () => {
  expect(atInputSize(GLIP_T.image, 'full')).toEqual(GLIP_T.image);
  expect(atInputSize(GLIP_T.image)).toBe(GLIP_T.image);
});

it.each<[InputSize, number, number]>([
  ['fast', 640, 480],
  ['balanced', 853, 640],
  ['full', 1066, 800],
])('%s makes a 4:3 picture %d × %d', (size, width, height) => {
  const { minSize, maxSize } = atInputSize(GLIP_T.image, size);
  expect(networkSize(1600, 1200, minSize, maxSize)).toEqual({ width, height });
});

it.each(Object.values(INPUT_SIZES))(
  'keeps the long side of a panorama at $max, as far as whole pixels of the short side let it',
  ({ min, max }) => {
    expect(Math.abs(networkSize(4000, 500, min, max).width - max)).toBeLessThanOrEqual(4000 / 500 / 2);
  },
);

it('a model made for small pictures offers no choice and keeps its size', () => {
  expect(inputSizesOf(micro)).toEqual([]);
  expect(atInputSize(micro, 'fast')).toBe(micro);
});
