import { describe, expect, it } from 'vitest';
import { bytesSource, readRange } from './source';
import { checkLayout, readStrided, type Layout } from './strided';

/** A storage whose element i is i. */
function storage(elements: number) {
  let longest = 0;
  const source = bytesSource(new Uint8Array(Uint32Array.from({ length: elements }, (_, i) => i).buffer));
  const read = (offset: number, length: number) => {
    longest = Math.max(longest, length);
    return readRange(source, offset, length);
  };
  return { read, longest: () => longest };
}

/** The elements of a layout in row-major order, counted out one by one. */
function expected({ shape, strides, offset }: Layout): number[] {
  let values = [offset];
  shape.forEach(
    (size, d) => (values = values.flatMap((value) => Array.from({ length: size }, (_, i) => value + i * strides[d]!))),
  );
  return values;
}

async function elements(layout: Layout, of = 200): Promise<number[]> {
  const bytes = await readStrided(layout, 4, storage(of).read);
  return [...new Uint32Array(bytes.slice().buffer)];
}

describe('readStrided', () => {
  it.each<[string, Layout]>([
    ['contiguous at an offset', { shape: [3, 4], strides: [4, 1], offset: 5 }],
    ['a scalar', { shape: [], strides: [], offset: 7 }],
    ['transposed', { shape: [4, 3], strides: [1, 4], offset: 2 }],
    ['channels last', { shape: [2, 3, 4, 5], strides: [60, 1, 15, 3], offset: 0 }],
    ['every second', { shape: [10], strides: [2], offset: 1 }],
    ['a part of wider rows', { shape: [5, 3], strides: [10, 1], offset: 4 }],
    ['expanded', { shape: [3, 5], strides: [1, 0], offset: 9 }],
    ['overlapping windows', { shape: [6, 4], strides: [2, 1], offset: 3 }],
    ['empty', { shape: [3, 0], strides: [1, 1], offset: 500 }],
    ['one element with a stride of its own', { shape: [1, 3], strides: [99, 1], offset: 0 }],
  ])('reads %s', async (_, layout) => {
    expect(await elements(layout)).toEqual(expected(layout));
  });

  it.each<[string, Layout]>([
    ['transposed', { shape: [1500, 1000], strides: [1, 1500], offset: 0 }],
    ['a few elements far apart', { shape: [3, 2], strides: [1, 1_400_000], offset: 1000 }],
    ['rows far apart, within themselves too', { shape: [2, 3, 2], strides: [7, 1, 1_300_000], offset: 0 }],
  ])('takes a large storage in chunks: %s', async (_, layout) => {
    const { read, longest } = storage(1_500_000);
    const bytes = await readStrided(layout, 4, read);
    const values = new Uint32Array(bytes.slice().buffer);
    const wanted = Uint32Array.from(expected(layout));
    expect(values.length).toBe(wanted.length);
    expect(values.every((value, i) => value === wanted[i])).toBe(true);
    expect(longest()).toBeLessThanOrEqual(4 * 2 ** 20);
  });
});

describe('checkLayout', () => {
  it.each<Layout>([
    { shape: [10], strides: [1], offset: 0 },
    { shape: [2, 5], strides: [0, 2], offset: 1 },
    { shape: [0, 1e9], strides: [1e9, 1], offset: 1e9 },
    { shape: [], strides: [], offset: 9 },
  ])('passes %j', (layout) => {
    expect(() => checkLayout('t', layout, 10)).not.toThrow();
  });

  it.each<[RegExp, Layout]>([
    [/"t" reaches beyond the 10 elements/, { shape: [11], strides: [1], offset: 0 }],
    [/reaches beyond/, { shape: [10], strides: [1], offset: 1 }],
    [/reaches beyond/, { shape: [2 ** 52, 2 ** 52], strides: [2 ** 52, 2 ** 52], offset: 0 }],
    [/shape that cannot be read/, { shape: [-1], strides: [1], offset: 0 }],
    [/shape that cannot be read/, { shape: [1.5], strides: [1], offset: 0 }],
    [/shape that cannot be read/, { shape: [2], strides: [-1], offset: 5 }],
    [/shape that cannot be read/, { shape: [2], strides: [], offset: 0 }],
    [/shape that cannot be read/, { shape: [2], strides: [1], offset: null as unknown as number }],
    [
      /shape that cannot be read/,
      { shape: new Array<number>(65).fill(1), strides: new Array<number>(65).fill(1), offset: 0 },
    ],
  ])('refuses with %s', (message, layout) => {
    expect(() => checkLayout('t', layout, 10)).toThrow(message);
  });
});
