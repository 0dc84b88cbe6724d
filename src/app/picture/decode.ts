import { GlipError } from '../../model';
import { looksLikePhotograph, LOOKED_AT } from './photograph';
import { readHeader, type ImageHeader } from './header';
import { checkFileSize, checkPictureSize, keptSize, LIMITS } from './limits';

/** A picture ready to be shown and grounded: upright, opaque, one frame, within the size limit. */
export interface DecodedPicture {
  /** What is shown is also what is grounded: both come from this one file. */
  readonly blob: Blob;
  /** Size of the upright original; boxes are in these pixels. */
  readonly width: number;
  readonly height: number;
  /** What was done to the picture that the visitor could not expect, a sentence each. */
  readonly notices: readonly string[];
  /** A guess from its pixels. */
  readonly photograph: boolean;
}

/**
 * Reads a picture from any file the visitor gives.
 * @param name for the messages, e.g. the file's name.
 * @throws GlipError `image-decode` or `image-size`, one sentence each.
 */
export async function decodePicture(file: Blob, name: string): Promise<DecodedPicture> {
  const { bitmap, header, readable } = await decode(file, name);
  try {
    return await settle(readable, bitmap, header);
  } finally {
    bitmap.close();
  }
}

/** A picture's pixels alone, for many pictures in a row. */
export interface OpenedBitmap {
  /** Upright, scaled down to the size limit; the caller closes it or gives it away. */
  readonly bitmap: ImageBitmap;
  /** Size of the upright original. */
  readonly width: number;
  readonly height: number;
}

/** Decodes a picture once. @param name for the messages. @throws GlipError `image-decode` or `image-size`, one sentence each. */
export async function openBitmap(file: Blob, name: string): Promise<OpenedBitmap> {
  const { bitmap } = await decode(file, name);
  const { width, height } = bitmap;
  const kept = keptSize(bitmap);
  if (kept.width === width) return { bitmap, width, height };
  try {
    return {
      bitmap: await createImageBitmap(bitmap, {
        resizeWidth: kept.width,
        resizeHeight: kept.height,
        resizeQuality: 'high',
      }),
      width,
      height,
    };
  } finally {
    bitmap.close();
  }
}

/** The bitmap that is transferred to the worker. */
export const toBitmap = (blob: Blob) => createImageBitmap(blob, { imageOrientation: 'from-image' });

/** JPEG's end-of-image marker (ITU-T T.81, B.1.1.3). */
const END_OF_JPEG = new Uint8Array([0xff, 0xd9]);

/** `readable`: the file as every engine decodes it. */
async function decode(file: Blob, name: string): Promise<{ bitmap: ImageBitmap; header: ImageHeader; readable: Blob }> {
  checkFileSize(name, file.size);
  const header = readHeader(new Uint8Array(await file.arrayBuffer()));
  if (!header)
    throw new GlipError(
      'image-decode',
      `${name} is not a picture. The page reads JPEG, PNG, WebP, GIF, AVIF and BMP files.`,
    );
  if (header.format === 'svg')
    throw new GlipError(
      'image-decode',
      `${name} is a drawing (SVG), not made of pixels. Export it as a PNG and open that.`,
    );
  if (header.size) checkPictureSize(name, header.size);
  // Other engines show as much of a damaged PNG as they can make out, without a word.
  if (header.damaged) throw new GlipError('image-decode', whyUnreadable(name, header));
  // Chromium decodes no JPEG without its end; with one it shows what there is, as the others do.
  const readable =
    header.format === 'jpeg' && header.truncated ? new Blob([file, END_OF_JPEG], { type: file.type }) : file;
  const bitmap = await toBitmap(readable).catch((cause: unknown) => {
    throw new GlipError('image-decode', whyUnreadable(name, header), { cause });
  });
  try {
    checkPictureSize(name, bitmap);
  } catch (error) {
    bitmap.close();
    throw error;
  }
  return { bitmap, header, readable };
}

function whyUnreadable(name: string, { format, truncated }: ImageHeader): string {
  return format === 'heic' || format === 'avif'
    ? `This browser cannot read ${format.toUpperCase()} pictures such as ${name}. Save it as a JPEG and open that.`
    : `${name} is damaged${truncated ? ' or incomplete' : ''} and cannot be read. Try another copy of it.`;
}

/** Decides whether the file can be shown as it is; else draws what is to be shown, once, into a new one. */
async function settle(file: Blob, bitmap: ImageBitmap, header: ImageHeader): Promise<DecodedPicture> {
  const { width, height } = bitmap;
  const kept = keptSize(bitmap);
  const scaled = kept.width !== width;
  const transparent = header.alpha && hasTransparency(bitmap);
  const notices = [
    header.animated && 'The picture is animated; its first frame is used.',
    transparent && 'Transparent parts of the picture are shown, and read, as white.',
    scaled &&
      `The picture has ${width} × ${height} pixels; it was scaled down to ${kept.width} × ${kept.height} (the limit is ${LIMITS.longSide} on the longer side).`,
    header.truncated && 'The file of this picture ends too early; what is missing stays blank.',
  ].filter((notice) => notice !== false);
  const blob = header.animated || transparent || scaled ? await flatten(bitmap, kept) : file;
  return { blob, width, height, notices, photograph: looksLikePhotograph(thumbnail(bitmap)) };
}

async function flatten(bitmap: ImageBitmap, { width, height }: { width: number; height: number }): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  // PNG keeps every pixel but takes seconds for a large photograph.
  const blob = await canvas.convertToBlob(
    width * height <= 4e6 ? { type: 'image/png' } : { type: 'image/jpeg', quality: 0.95 },
  );
  // Its pixels go now and not when the garbage collector comes by.
  canvas.width = canvas.height = 0;
  return blob;
}

/** The picture as small as its statistics are taken; never enlarged. */
function thumbnail(bitmap: ImageBitmap): ImageData {
  const scale = Math.min(1, LOOKED_AT / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ];
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

const STRIPE_ROWS = 256;

function hasTransparency(bitmap: ImageBitmap): boolean {
  const canvas = new OffscreenCanvas(bitmap.width, Math.min(STRIPE_ROWS, bitmap.height));
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  for (let top = 0; top < bitmap.height; top += STRIPE_ROWS) {
    const rows = Math.min(STRIPE_ROWS, bitmap.height - top);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, -top);
    const { data } = context.getImageData(0, 0, bitmap.width, rows);
    for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha]! < 255) return true;
  }
  return false;
}
