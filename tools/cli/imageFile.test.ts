import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { drawBoxes } from './drawBoxes';
import { imageSize, readImageFile } from './imageFile';

const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-image-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => path.join(folder, name);

/** 2 × 1: a red pixel, then a blue one. */
const redBlue = () => sharp(Buffer.from([255, 0, 0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 3 } });

describe('readImageFile', () => {
  it.each(['png', 'webp', 'tiff', 'gif'] as const)('decodes %s to RGBA', async (format) => {
    await redBlue()
      .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : { lossless: true })
      .toFile(file(`a.${format}`));
    const pixels = await readImageFile(file(`a.${format}`));
    expect([pixels.width, pixels.height, ...pixels.data]).toEqual([2, 1, 255, 0, 0, 255, 0, 0, 255, 255]);
  });

  it('turns a JPEG upright as its EXIF says', async () => {
    const wide = sharp({ create: { width: 32, height: 16, channels: 3, background: '#0f0' } });
    await wide.jpeg().withMetadata({ orientation: 6 }).toFile(file('a.jpg'));
    expect(await readImageFile(file('a.jpg'))).toMatchObject({ width: 16, height: 32 });
  });

  it('leaves a picture as it is stored where that is asked for, and turns a WebP too', async () => {
    const wide = sharp({ create: { width: 32, height: 16, channels: 3, background: '#0f0' } });
    await wide.webp().withMetadata({ orientation: 6 }).toFile(file('turned.webp'));
    expect(await readImageFile(file('turned.webp'))).toMatchObject({ width: 16, height: 32 });
    expect(await readImageFile(file('turned.webp'), { upright: false })).toMatchObject({ width: 32, height: 16 });
    expect(await imageSize(readFileSync(file('turned.webp')), 'turned.webp')).toEqual({ width: 16, height: 32 });
  });

  it('decodes a BMP', async () => {
    // 2 × 1, 24 bits: header, then blue, green, red of each pixel, filled up to four bytes.
    const header = Buffer.alloc(54);
    header.write('BM');
    for (const [value, at] of [
      [62, 2],
      [54, 10],
      [40, 14],
      [2, 18],
      [1, 22],
      [8, 34],
    ] as const)
      header.writeUInt32LE(value, at);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(24, 28);
    writeFileSync(file('a.bmp'), Buffer.concat([header, Buffer.from([0, 0, 255, 255, 0, 0, 0, 0])]));
    const { data, width, height } = await readImageFile(file('a.bmp'));
    expect([width, height, ...data]).toEqual([2, 1, 255, 0, 0, 255, 0, 0, 255, 255]);
  });

  it('shows a JPEG that is cut off as far as it goes', async () => {
    const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#f00' } })
      .jpeg()
      .toBuffer();
    writeFileSync(file('cut.jpg'), whole.subarray(0, whole.length - 2));
    const { data, width } = await readImageFile(file('cut.jpg'));
    expect([width, data[0]! > 250, data[1]! < 5]).toEqual([64, true, true]);
  });

  it('puts transparent pixels on white', async () => {
    await sharp(Buffer.from([9, 9, 9, 0]), { raw: { width: 1, height: 1, channels: 4 } })
      .png()
      .toFile(file('clear.png'));
    expect([...(await readImageFile(file('clear.png'))).data]).toEqual([255, 255, 255, 255]);
  });

  it('makes RGBA of a grey 16-bit picture', async () => {
    await sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } })
      .toColourspace('grey16')
      .png()
      .toFile(file('grey.png'));
    const { data, width, height } = await readImageFile(file('grey.png'));
    expect([data.length, width, height]).toEqual([24, 3, 2]);
    expect([...data.slice(0, 4)]).toEqual([128, 128, 128, 255]);
  });

  it('says what is wrong with a file', async () => {
    writeFileSync(file('text.png'), 'hello');
    writeFileSync(file('empty.jpg'), '');
    writeFileSync(file('page.jpg'), '<!DOCTYPE html><html>');
    await redBlue().resize(200, 200).png().toFile(file('whole.png'));
    writeFileSync(file('half.png'), (await sharp(file('whole.png')).png().toBuffer()).subarray(0, 120));
    await expect(readImageFile(file('none.png'))).rejects.toThrow(/^There is no file .*none\.png\.$/);
    await expect(readImageFile(file('text.png'))).rejects.toThrow(
      /text\.png is not a PNG, JPEG, WebP, .* or TIFF image\.$/,
    );
    await expect(readImageFile(file('empty.jpg'))).rejects.toThrow(/empty\.jpg is empty/);
    await expect(readImageFile(file('page.jpg'))).rejects.toThrow(/page\.jpg is not .* but a web page/);
    await expect(readImageFile(file('half.png'))).rejects.toThrow(/damaged PNG image/);
    await expect(readImageFile(folder)).rejects.toThrow(/cannot be read/);
  });
});

it('drawBoxes writes a PNG of the same size with the box in it', async () => {
  const data = new Uint8Array(4 * 200 * 100).fill(255);
  const label = '<a & "b"> 0.50';
  await drawBoxes({ data, width: 200, height: 100 }, [{ box: [20, 40, 120, 90], label, phrase: 0 }], file('out.png'));
  const { data: drawn, info } = await sharp(file('out.png')).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([200, 100]);
  const pixel = (x: number, y: number) => [...drawn.subarray(3 * (y * 200 + x), 3 * (y * 200 + x) + 3)];
  expect(pixel(20, 65)).toEqual([0xe6, 0x9f, 0x00]);
  expect(pixel(70, 65)).toEqual([255, 255, 255]);
});
