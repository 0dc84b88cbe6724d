import sharp from 'sharp';
import type { BroughtFile } from './glipPage';
import { samplePicture, type Sample } from './truth';

/** Pictures of every kind that a visitor may bring, made here so that no binary file has to be believed. */

const file = (name: string, mimeType: string, buffer: Buffer): BroughtFile => ({ name, mimeType, buffer });

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c83c3c' } });

/** The sample as a file of the visitor's own. */
export const asJpeg = (sample: Sample, name = 'own.jpg') => file(name, 'image/jpeg', samplePicture(sample));

/** The sample stored on its side, as a telephone does, with the EXIF note that says how to hold it. */
export async function turned(sample: Sample): Promise<BroughtFile> {
  const onItsSide = sharp(samplePicture(sample)).rotate(270).withMetadata({ orientation: 6 });
  return file('turned.jpg', 'image/jpeg', await onItsSide.jpeg({ quality: 95 }).toBuffer());
}

/** The sample in the middle of a wider picture that is transparent on both sides. */
export async function onTransparent(sample: Sample, margin: number): Promise<BroughtFile> {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const wide = sharp(samplePicture(sample)).ensureAlpha().extend({ left: margin, right: margin, background: clear });
  return file('transparent.png', 'image/png', await wide.png().toBuffer());
}

const FRAMES = ['#c83c3c', '#3cc83c', '#3c3cc8'];

/** Three frames: red, then green, then blue. */
export async function animated(format: 'gif' | 'webp'): Promise<BroughtFile> {
  const [width, height] = [96, 64];
  const frames = await Promise.all(
    FRAMES.map((background) =>
      sharp({ create: { width, height, channels: 4, background } })
        .raw()
        .toBuffer(),
    ),
  );
  const strip = sharp(Buffer.concat(frames), {
    raw: { width, height: height * frames.length, channels: 4, pageHeight: height },
  });
  const buffer = await (
    format === 'gif' ? strip.gif({ delay: [50, 50, 50] }) : strip.webp({ lossless: true, delay: [50, 50, 50] })
  ).toBuffer();
  return file(`moving.${format}`, `image/${format}`, buffer);
}

export const notAPicture = file(
  'notes.jpg',
  'image/jpeg',
  Buffer.from('These are notes, whatever the name of the file says.'),
);

export const drawing = file(
  'drawing.svg',
  'image/svg+xml',
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'),
);

export const emptyFile = file('empty.png', 'image/png', Buffer.alloc(0));

/** Right up to its pixels, which are noise to every decoder. */
export async function corrupt(): Promise<BroughtFile> {
  const bytes = await plain(200, 150).png().toBuffer();
  const data = bytes.indexOf('IDAT') + 4;
  bytes.fill(0xa5, data, bytes.length - 16);
  return file('corrupt.png', 'image/png', bytes);
}

/** The first part of a picture whose rest got lost. */
export function cutOff(sample: Sample, share: number): BroughtFile {
  const bytes = samplePicture(sample);
  return file('cut-off.jpg', 'image/jpeg', bytes.subarray(0, Math.floor(bytes.length * share)));
}

/** Announces a size that no decoder should be asked for. It ends there. */
export async function announcing(width: number, height: number): Promise<BroughtFile> {
  const bytes = await plain(16, 16).png().toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return file('huge.png', 'image/png', bytes);
}

export async function ofSize(width: number, height: number): Promise<BroughtFile> {
  return file(
    `${width}x${height}.png`,
    'image/png',
    await plain(width, height).png({ compressionLevel: 1 }).toBuffer(),
  );
}

/** The sample, enlarged. */
export async function enlarged(sample: Sample, width: number): Promise<BroughtFile> {
  return file(
    'enlarged.jpg',
    'image/jpeg',
    await sharp(samplePicture(sample)).resize({ width }).jpeg({ quality: 90 }).toBuffer(),
  );
}
