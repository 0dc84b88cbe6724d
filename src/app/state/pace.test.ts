import { expect, it } from 'vitest';
import { expectedMilliseconds, inputPixels, inputSizeOf, paceOf } from './pace';

const timings = { preprocess: 20, image: 800, text: 100, fusion: 1000, boxes: 80, total: 2000 };

it('counts the pixels of the input by the official rule, with padding', () => {
  expect(inputPixels({ width: 640, height: 480 }, 'fast')).toBe(640 * 480);
  expect(inputPixels({ width: 640, height: 480 }, 'full')).toBe(1088 * 800);
  // So long a picture is held to the long side.
  expect(inputPixels({ width: 3000, height: 500 }, 'full')).toBe(1344 * 224);
});

it('expects of every size what it took for its share of pixels, and the text once', () => {
  const pixels = inputPixels({ width: 640, height: 480 }, 'fast');
  const pace = paceOf(timings, pixels)!;
  expect(expectedMilliseconds(pace, pixels)).toBeCloseTo(timings.total);
  expect(expectedMilliseconds(pace, 4 * pixels)).toBeCloseTo(4 * 1900 + 100);
});

it('learns nothing from a run whose picture had been read before', () =>
  expect(paceOf({ ...timings, image: 0 }, 1000)).toBeUndefined());

it('suits the machine until the visitor chooses', () => {
  expect(inputSizeOf({ inputSize: undefined, modelInfo: undefined })).toBe('fast');
  expect(inputSizeOf({ inputSize: undefined, modelInfo: { backend: 'webgpu' } as never })).toBe('balanced');
  expect(inputSizeOf({ inputSize: 'full', modelInfo: undefined })).toBe('full');
});
