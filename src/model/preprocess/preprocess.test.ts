import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { resizeRgb } from '../ops/pillowResize';
import { GLIP_T } from '../config/presets';
import { networkSize, preprocess } from './preprocess';

interface PillowCase {
  readonly from: [number, number];
  readonly to: [number, number];
  readonly rgb: number[];
}

const pillow = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/pillow_bilinear.json', import.meta.url), 'utf8'),
) as { cases: PillowCase[] };

/** The picture that the fixture's Pillow results were made from. */
function picture(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) rgb[(y * width + x) * 3 + c] = (37 * x + 91 * y + 53 * c + 11 * ((x * y) % 17)) % 256;
    }
  }
  return rgb;
}

describe('resizeRgb', () => {
  it.each(pillow.cases)("equals Pillow's bilinear, $from -> $to", ({ from, to, rgb }) => {
    expect([...resizeRgb(picture(...from), ...from, ...to)]).toEqual(rgb);
  });
});

describe('networkSize, the official dataset rule', () => {
  it.each([
    [640, 480, 1066, 800],
    [480, 640, 800, 1066],
    [1000, 1000, 800, 800],
    [800, 800, 800, 800],
    [1920, 1080, 1333, 750],
    [2000, 500, 1332, 333],
    [3000, 1, 3000, 1],
    [1, 5000, 1, 5000],
    [100, 50, 1332, 666],
  ])('%i × %i -> %i × %i', (width, height, toWidth, toHeight) => {
    expect(networkSize(width, height, 800, 1333)).toEqual({ width: toWidth, height: toHeight });
  });
});

describe('preprocess', () => {
  beforeAll(() => tf.setBackend('cpu'));
  const config = { ...GLIP_T.image, minSize: 2, maxSize: 40 };

  it('normalises in BGR order and pads with zeros on the right and bottom', () => {
    const data = Uint8Array.from(Array.from({ length: 6 }, () => [10, 20, 30, 255]).flat());
    const { tensor, width, height } = preprocess({ data, width: 3, height: 2 }, config);
    expect([width, height]).toEqual([3, 2]);
    expect(tensor.shape).toEqual([32, 32, 3]);
    const values = tensor.arraySync();
    expect(values[0]![0]).toEqual(
      [(30 - 103.53) / 57.375, (20 - 116.28) / 57.12, (10 - 123.675) / 58.395].map(Math.fround),
    );
    expect(values[1]![2]).toEqual(values[0]![0]);
    expect(values[0]![3]).toEqual([0, 0, 0]);
    expect(values[2]![0]).toEqual([0, 0, 0]);
  });

  it('puts transparent pixels over white', () => {
    const { tensor } = preprocess(
      { data: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 128, 0, 0, 0, 255]), width: 2, height: 2 },
      config,
    );
    const red = (y: number, x: number) => Math.round(tensor.arraySync()[y]![x]![2]! * 58.395 + 123.675);
    expect([red(0, 0), red(1, 0), red(1, 1) + 0]).toEqual([255, Math.round((100 * 128 + 255 * 127) / 255), 0]);
  });

  it('refuses a picture whose bytes do not fit its size', () => {
    expect(() => preprocess({ data: new Uint8Array(5), width: 2, height: 2 }, config)).toThrow('cannot be read');
    expect(() => preprocess({ data: new Uint8Array(), width: 0, height: 2 }, config)).toThrow('cannot be read');
  });
});
