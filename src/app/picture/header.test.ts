import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readHeader } from './header';

const pixels = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } });
const frames = (count: number) =>
  sharp(
    Buffer.alloc(8 * 6 * count * 4, 0).map((_, at) => at % 251),
    { raw: { width: 8, height: 6 * count, channels: 4, pageHeight: 6 } },
  );

describe('readHeader on files of a real encoder', () => {
  it.each([
    ['png', pixels(37, 23).png(), { format: 'png', alpha: false }],
    ['png with alpha', pixels(37, 23, 4).png(), { format: 'png', alpha: true }],
    ['palette png with alpha', pixels(37, 23, 4).png({ palette: true }), { format: 'png', alpha: true }],
    ['jpeg', pixels(37, 23).jpeg(), { format: 'jpeg', alpha: false }],
    [
      'progressive jpeg with EXIF',
      pixels(37, 23).jpeg({ progressive: true }).withMetadata({ orientation: 6 }),
      { format: 'jpeg', alpha: false },
    ],
    ['lossy webp', pixels(37, 23).webp(), { format: 'webp', alpha: false }],
    ['lossy webp with alpha', pixels(37, 23, 4).webp(), { format: 'webp', alpha: true }],
    ['lossless webp', pixels(37, 23, 4).webp({ lossless: true }), { format: 'webp', alpha: true }],
    ['gif', pixels(37, 23).gif(), { format: 'gif' }],
  ])('%s', async (_, image, expected) => {
    const bytes = await image.toBuffer();
    expect(readHeader(bytes)).toMatchObject({
      ...expected,
      size: { width: 37, height: 23 },
      animated: false,
      truncated: false,
    });
    // Cut anywhere in its second half, it is seen to be cut.
    for (const part of [0.5, 0.9, 0.99])
      expect(readHeader(bytes.subarray(0, bytes.length * part)), String(part)).toMatchObject({ truncated: true });
  });

  it('avif', async () => {
    expect(readHeader(await pixels(37, 23).avif().toBuffer())).toMatchObject({ format: 'avif', animated: false });
  });

  it('sees what moves', async () => {
    expect(readHeader(await frames(3).gif().toBuffer())).toMatchObject({
      format: 'gif',
      size: { width: 8, height: 6 },
      animated: true,
      truncated: false,
    });
    expect(readHeader(await frames(3).webp().toBuffer())).toMatchObject({
      format: 'webp',
      animated: true,
      truncated: false,
    });
    const png = await pixels(4, 4).png().toBuffer();
    const control = Buffer.from(
      '00000008' + Buffer.from('acTL').toString('hex') + '0000000200000000' + '00000000',
      'hex',
    );
    expect(readHeader(Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]))).toMatchObject({
      format: 'png',
      animated: true,
      truncated: false,
    });
  });
});

it('sees by its checksums that a PNG is damaged', async () => {
  const bytes = await pixels(37, 23).withMetadata({ orientation: 6 }).png().toBuffer();
  expect(readHeader(bytes)).toMatchObject({ damaged: false });
  for (const type of ['IHDR', 'IDAT', 'IEND']) {
    const broken = Buffer.from(bytes);
    const crcAt = broken.indexOf(type) + 4 + broken.readUInt32BE(broken.indexOf(type) - 4);
    broken[crcAt]! ^= 1;
    expect(readHeader(broken), type).toMatchObject({ damaged: true });
  }
});

it('knows what is no picture', () => {
  const text = (content: string) => readHeader(new TextEncoder().encode(content));
  expect(text('hello, this is a text file')).toBeUndefined();
  expect(text('<!doctype html><html><svg></svg></html>')).toBeUndefined();
  expect(text('')).toBeUndefined();
  expect(text('%PDF-1.7')).toBeUndefined();
  expect(text('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>')).toMatchObject({
    format: 'svg',
  });
});

it('reads any bytes without a fault', async () => {
  const originals = await Promise.all([
    pixels(9, 9).png().toBuffer(),
    pixels(9, 9).jpeg().toBuffer(),
    pixels(9, 9, 4).webp().toBuffer(),
    frames(2).gif().toBuffer(),
  ]);
  let seed = 1;
  for (let run = 0; run < 4000; run++) {
    const bytes = Uint8Array.from(originals[run % originals.length]!);
    for (let edits = 0; edits < 6; edits++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      bytes[(seed >>> 8) % bytes.length] = seed & 255;
    }
    readHeader(bytes.subarray(0, (seed >>> 4) % (bytes.length + 1)));
  }
});
