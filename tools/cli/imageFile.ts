import { decode as decodeBmp } from 'bmp-ts';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Pixels } from '../../src/model';

/** What sharp calls the formats that are read here, and what people call them. */
const FORMATS = new Map([
  ['jpeg', 'JPEG'],
  ['png', 'PNG'],
  ['webp', 'WebP'],
  ['gif', 'GIF'],
  ['tiff', 'TIFF'],
  ['heif', 'AVIF'],
]);

/** Kinds of files that people take for pictures, by how they begin; told apart for the message. */
const OTHER_KINDS: readonly (readonly [kind: string, beginning: RegExp])[] = [
  ['an SVG drawing', /^(\ufeff|ï»¿)?\s*(<\?xml[^]*)?(<!--[^]*-->\s*)?(<!DOCTYPE svg[^]*)?<svg[\s>]/i],
  ['a web page (HTML)', /^(\ufeff|ï»¿)?\s*<(!doctype html|html|head|body)[\s>]/i],
  ['an icon (ICO)', /^\0{2}[^\0]\0/],
  ['a JPEG XL image', /^(\xff\n|\0{3}\fJXL )/],
  ['a HEIC image', /^[^]{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1)/],
];

export interface ReadOptions {
  /** False leaves a picture as it is stored, lying where its EXIF says that it is to be turned. */
  readonly upright?: boolean;
}

/**
 * Decodes a PNG, JPEG, WebP, GIF, AVIF, BMP or TIFF file as the page does: upright by its EXIF or its box of rotation, in sRGB, on white
 * where it is transparent, the first picture of an animation, and a JPEG that is cut off as far as it goes.
 * @throws Error with one sentence for whoever named the file.
 */
export async function readImageFile(file: string, { upright = true }: ReadOptions = {}): Promise<Pixels> {
  const { image, kind } = await openImage(await readBytes(file), file);
  try {
    const oriented = upright ? image.autoOrient() : image;
    const { data, info } = await oriented
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (cause) {
    throw new Error(`${file} is a damaged ${kind} image.`, { cause });
  }
}

/** The size of a picture, upright. @param name for messages. @throws Error with one sentence as readImageFile does. */
export async function imageSize(bytes: Uint8Array, name: string): Promise<{ width: number; height: number }> {
  const { image, kind } = await openImage(Buffer.from(bytes), name);
  const { autoOrient } = await image.metadata().catch((cause: unknown) => {
    throw new Error(`${name} is a damaged ${kind} image.`, { cause });
  });
  return autoOrient;
}

const readBytes = (file: string) =>
  readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`,
      { cause },
    );
  });

async function openImage(bytes: Buffer, file: string): Promise<{ readonly image: sharp.Sharp; readonly kind: string }> {
  if (bytes.length === 0) throw new Error(`${file} is empty: it has no bytes.`);
  if (bytes.toString('latin1', 0, 2) === 'BM') return { image: openBmp(bytes, file), kind: 'BMP' };
  const beginning = bytes.toString('latin1', 0, 4096);
  const other = OTHER_KINDS.find(([, pattern]) => pattern.test(beginning))?.[0];
  // A JPEG without its end is shown as far as it goes; a PNG with a hole is not told from one that was made up.
  const isJpeg = beginning.startsWith('\xff\xd8');
  const image = sharp(bytes, { failOn: isJpeg ? 'none' : 'warning' });
  const { format, compression } = await image.metadata().catch(() => ({ format: undefined, compression: undefined }));
  const kind = format === 'heif' && compression !== 'av1' ? undefined : FORMATS.get(format ?? '');
  if (kind !== undefined) return { image, kind };
  if (isJpeg) throw new Error(`${file} is a damaged JPEG image.`);
  throw new Error(
    `${file} is not a PNG, JPEG, WebP, GIF, AVIF, BMP or TIFF image${other === undefined ? '' : ` but ${other}`}.`,
  );
}

/** sharp has no reader for BMP. */
function openBmp(bytes: Buffer, file: string): sharp.Sharp {
  try {
    const { data, width, height } = decodeBmp(bytes, { toRGBA: true });
    const isOpaque = bytes.readUInt16LE(28) < 32;
    if (isOpaque) for (let at = 3; at < data.length; at += 4) data[at] = 255;
    return sharp(data, { raw: { width, height, channels: 4 } });
  } catch (cause) {
    throw new Error(`${file} is a damaged BMP image.`, { cause });
  }
}
