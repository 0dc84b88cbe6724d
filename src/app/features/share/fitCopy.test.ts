import { expect, it } from 'vitest';
import { COPY_SIZES, fitCopy, type CopySize } from './fitCopy';

/** Grows with area and quality as real encoders do. */
const bytesOf = ({ longSide, quality }: CopySize) => Math.round(longSide * longSide * quality * 0.1);
const encode = (size: CopySize) => Promise.resolve(new Uint8Array(bytesOf(size)));

it('takes the best copy that fits', async () => {
  const copy = await fitCopy(4000, 20_000, encode);
  expect(copy).toMatchObject({ longSide: 640, quality: 0.4 });
  expect(copy!.bytes.length).toBeLessThanOrEqual(20_000);
});

it('never scales up, and tries no size twice', async () => {
  const tried: CopySize[] = [];
  const copy = await fitCopy(200, 1_700, (size) => {
    tried.push(size);
    return encode(size);
  });
  expect(copy).toMatchObject({ longSide: 200, quality: 0.4 });
  expect(tried.map(({ longSide, quality }) => [longSide, quality])).toEqual([
    [200, 0.8],
    [200, 0.6],
    [200, 0.4],
  ]);
});

it('gives up below the smallest copy', async () => {
  expect(await fitCopy(4000, 10, encode)).toBeUndefined();
  expect(COPY_SIZES.at(-1)!.longSide).toBe(96);
});
