import { expect, it } from 'vitest';
import { GlipError } from '../../model/errors';
import { checkFileSize, checkPictureSize, keptSize, LIMITS } from './limits';

const said = (width: number, height: number) => {
  try {
    checkPictureSize('cat.png', { width, height });
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(GlipError);
    return (error as GlipError).message;
  }
};

it.each([
  [1, 1, /single pixel/],
  [3, 3, /too small/],
  [7, 40, /too small/],
  [1, 800, /too long and thin/],
  [4000, 100, /too long and thin.*20 times/],
  [20_000, 20_000, /too large.*100 megapixels/],
  [8, 160, /^$/],
  [640, 480, /^$/],
  [12_000, 8_000, /^$/],
])('%d × %d', (width, height, sentence) => {
  expect(said(width, height)).toMatch(sentence);
});

it('limits the file', () => {
  expect(() => checkFileSize('a.jpg', LIMITS.fileBytes)).not.toThrow();
  expect(() => checkFileSize('a.jpg', LIMITS.fileBytes + 1)).toThrow(/51 MB, and the limit is 50 MB/);
  expect(() => checkFileSize('a.jpg', 0)).toThrow(/empty/);
});

it('keeps a size within the limit, the shape unchanged', () => {
  expect(keptSize({ width: 4096, height: 20 })).toEqual({ width: 4096, height: 20 });
  expect(keptSize({ width: 8192, height: 6144 })).toEqual({ width: 4096, height: 3072 });
  expect(keptSize({ width: 410, height: 8200 })).toEqual({ width: 205, height: 4096 });
});
