import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Pixels } from '../../src/model';

const FORMATS = new Set(['jpeg', 'png', 'webp']);

/**
 * Decodes a PNG, JPEG or WebP file as the page does: upright, in sRGB, on white where it is transparent, the first picture
 * of an animation.
 * @throws Error with one sentence for whoever named the file.
 */
export async function readImageFile(file: string): Promise<Pixels> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`,
      { cause },
    );
  });
  const metadata = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (!metadata || !FORMATS.has(metadata.format)) throw new Error(`${file} is not a PNG, JPEG or WebP image.`);
  try {
    const upright = sharp(bytes).autoOrient().flatten({ background: '#fff' }).toColourspace('srgb');
    const { data, info } = await upright.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (cause) {
    throw new Error(`${file} is a damaged ${metadata.format.toUpperCase()} image.`, { cause });
  }
}
