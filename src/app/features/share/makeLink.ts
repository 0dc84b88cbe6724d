import { toBitmap } from '../../picture/decode';
import { fitCopy, type CopySize } from './fitCopy';
import { encodeLink, MAX_FRAGMENT, roomForPicture, ShareLinkError, type SharedView } from './link';
import type { CopyFormat, SharedImage } from './sharedImage';

export interface ShareLink {
  readonly fragment: string;
  /** What the visitor should know about the link; empty when it shows exactly the same. */
  readonly note: string;
}

/** A picture of the visitor's own that has to travel inside the link. */
export interface LocalPicture {
  readonly blob: Blob;
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** The link of a view. Throws a ShareLinkError where it cannot be made. */
export async function makeLink(
  view: Omit<SharedView, 'image'>,
  picture: Exclude<SharedImage, { kind: 'copy' }> | LocalPicture,
): Promise<ShareLink> {
  if ('kind' in picture) return { fragment: encodeLink({ ...view, image: picture }), note: '' };
  const bitmap = await toBitmap(picture.blob);
  try {
    return await withCopy(view, picture, bitmap);
  } finally {
    bitmap.close();
  }
}

async function withCopy(
  view: Omit<SharedView, 'image'>,
  picture: LocalPicture,
  bitmap: ImageBitmap,
): Promise<ShareLink> {
  const image = { kind: 'copy', name: picture.name, format: 'webp', bytes: new Uint8Array(0) } as const;
  const room = roomForPicture({ ...view, image });
  let format: CopyFormat = 'webp';
  const encode = async (size: CopySize) => {
    const blob = await encodeCopy(bitmap, size);
    format = blob.type === 'image/webp' ? 'webp' : 'jpeg';
    return new Uint8Array(await blob.arrayBuffer());
  };
  // Base64 writes three bytes as four characters.
  const copy = await fitCopy(Math.max(bitmap.width, bitmap.height), Math.floor((room * 3) / 4), encode);
  if (!copy)
    throw new ShareLinkError(
      `The picture does not fit into a link of ${MAX_FRAGMENT / 1024} KB beside this text, not even as a very small copy. Save the annotated picture instead.`,
    );
  const { width, height } = copySize(picture, copy.longSide);
  const kilobytes = Math.ceil(copy.bytes.length / 1024);
  const smaller = copy.longSide < Math.max(picture.width, picture.height);
  const note = `The link carries ${smaller ? 'a smaller copy' : 'a compressed copy'} of your picture (${width} × ${height}, ${kilobytes} KB) because links are limited to ${MAX_FRAGMENT / 1024} KB; boxes may differ a little there.`;
  return { fragment: encodeLink({ ...view, image: { ...image, format, bytes: copy.bytes } }), note };
}

function copySize({ width, height }: { width: number; height: number }, longSide: number) {
  const scale = longSide / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

async function encodeCopy(bitmap: ImageBitmap, { longSide, quality }: CopySize): Promise<Blob> {
  const { width, height } = copySize(bitmap, longSide);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
  // Safari cannot write WebP and hands out a PNG instead.
  return blob.type === 'image/webp' ? blob : canvas.convertToBlob({ type: 'image/jpeg', quality });
}
