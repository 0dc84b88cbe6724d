import { GlipError } from '../../model';

/** What the page takes. Above the hard limits a picture is refused before it is decoded; above the soft one it is scaled down. */
export const LIMITS = {
  fileBytes: 50 * 2 ** 20,
  megapixels: 100,
  /** Longer side that is kept; more than any model here looks at. */
  longSide: 4096,
  shortSide: 8,
  aspectRatio: 20,
} as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Throws a GlipError with a sentence for a file that is too large to read. */
export function checkFileSize(name: string, bytes: number): void {
  if (bytes === 0) throw new GlipError('image-decode', `${name} is empty: the file has no bytes.`);
  if (bytes > LIMITS.fileBytes) {
    throw new GlipError(
      'image-size',
      `${name} is too large: ${megabytes(bytes)} MB, and the limit is ${megabytes(LIMITS.fileBytes)} MB. Save it smaller and try again.`,
    );
  }
}

/** Throws a GlipError with a sentence for a picture in which nothing could be found or that would not fit into memory. */
export function checkPictureSize(name: string, { width, height }: Size): void {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const size = `${width} × ${height} pixels`;
  if (width * height > LIMITS.megapixels * 1e6) {
    throw new GlipError(
      'image-size',
      `${name} is too large: ${size}, and the limit is ${LIMITS.megapixels} megapixels. Save it smaller and try again.`,
    );
  }
  if (long === 1) throw new GlipError('image-size', `${name} is a single pixel: there is nothing to find in it.`);
  if (long / Math.max(1, short) > LIMITS.aspectRatio) {
    throw new GlipError(
      'image-size',
      `${name} is too long and thin: ${size}. The longer side may be up to ${LIMITS.aspectRatio} times the shorter one; cut out the part that matters.`,
    );
  }
  if (short < LIMITS.shortSide) {
    throw new GlipError(
      'image-size',
      `${name} is too small: ${size}. Each side needs at least ${LIMITS.shortSide} pixels.`,
    );
  }
}

/** The size at which a picture is kept: its own, or scaled down to the limit. Whole pixels, never below one. */
export function keptSize({ width, height }: Size): Size {
  const scale = Math.min(1, LIMITS.longSide / Math.max(width, height));
  return scale === 1
    ? { width, height }
    : { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
