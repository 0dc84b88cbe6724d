import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../model/types';
import { Random } from '../features/scenes/generator/random';
import { LOOKED_AT, looksLikePhotograph } from './photograph';

const folder = new URL('../../../public/samples/', import.meta.url);

async function small(file: URL): Promise<Pixels> {
  const { data, info } = await sharp(await sharp(file.pathname).toBuffer())
    .resize(LOOKED_AT, LOOKED_AT, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const drawn = (
  width: number,
  height: number,
  color: (x: number, y: number) => readonly [number, number, number],
): Pixels => ({
  data: Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) =>
    at % 4 === 3 ? 255 : color((at >> 2) % width, Math.floor((at >> 2) / width))[at % 4]!,
  ),
  width,
  height,
});

/** Cloudy noise whose amplitude halves with every octave, as the spectra of natural pictures fall: power 1/f². */
function natural(seed: number, width: number, height: number): Pixels {
  const random = new Random(seed);
  const fields = [0, 1, 2].map(() => {
    const octaves = [4, 8, 16, 32, 64, 128].map((cells) => ({
      cells,
      values: Array.from({ length: (cells + 1) ** 2 }, () => random.next() - 0.5),
    }));
    return (x: number, y: number) =>
      octaves.reduce((sum, { cells, values }) => {
        const [u, v] = [(x / width) * cells, (y / height) * cells];
        const [i, j] = [Math.floor(u), Math.floor(v)];
        const at = (di: number, dj: number) => values[(j + dj) * (cells + 1) + i + di]!;
        const [a, b] = [u - i, v - j];
        return (
          sum + (4 / cells) * ((at(0, 0) * (1 - a) + at(1, 0) * a) * (1 - b) + (at(0, 1) * (1 - a) + at(1, 1) * a) * b)
        );
      }, 0);
  });
  // Light is shared by the colours.
  return drawn(width, height, (x, y) => {
    const light = 128 + 190 * fields[0]!(x, y);
    return [light, light + 60 * fields[1]!(x, y), light + 60 * fields[2]!(x, y)];
  });
}

describe('looksLikePhotograph', () => {
  it.each(readdirSync(folder).filter((name) => /\.(jpg|png|webp)$/.test(name)))(
    'sees that the sample %s is drawn',
    async (name) => {
      expect(looksLikePhotograph(await small(new URL(name, folder)))).toBe(false);
    },
  );

  it.each([1, 2, 3, 4, 5])('takes pictures with the statistics of nature for photographs (%i)', (seed) => {
    expect(looksLikePhotograph(natural(seed, 160, 120))).toBe(true);
    expect(looksLikePhotograph(natural(seed, 90, 160))).toBe(true);
  });

  it('takes no plain picture, gradient, chart or white noise for one', () => {
    const random = new Random(1);
    expect(looksLikePhotograph(drawn(160, 120, () => [200, 60, 60]))).toBe(false);
    expect(looksLikePhotograph(drawn(160, 120, (x, y) => [x, y, 128]))).toBe(false);
    expect(
      looksLikePhotograph(drawn(160, 120, (x, y) => (((x >> 3) + (y >> 3)) % 2 === 0 ? [0, 0, 0] : [255, 255, 255]))),
    ).toBe(false);
    expect(
      looksLikePhotograph(drawn(160, 120, () => [random.whole(0, 255), random.whole(0, 255), random.whole(0, 255)])),
    ).toBe(false);
  });

  it('does not judge by a handful of pixels', () => expect(looksLikePhotograph(natural(1, 24, 24))).toBe(false));
});
