/** Makes a picture small enough for a link, giving up as little as possible. Pure: the encoder is passed in. */

export interface CopySize {
  /** Longer side in pixels. */
  readonly longSide: number;
  /** 0..1, as canvas encoders take it. */
  readonly quality: number;
}

/** From the best down: first quality goes, then size. Below 96 pixels nothing could be found any more. */
export const COPY_SIZES: readonly CopySize[] = [640, 512, 400, 320, 256, 192, 128, 96].flatMap((longSide) =>
  [0.8, 0.6, 0.4].map((quality) => ({ longSide, quality })),
);

export interface Copy<Bytes extends Uint8Array> extends CopySize {
  readonly bytes: Bytes;
}

/**
 * The best copy that takes at most `budget` bytes; undefined when not even the smallest does.
 * @param longSide of the picture: nothing is scaled up.
 */
export async function fitCopy<Bytes extends Uint8Array>(
  longSide: number,
  budget: number,
  encode: (size: CopySize) => Promise<Bytes>,
): Promise<Copy<Bytes> | undefined> {
  const capped = COPY_SIZES.map((size) => ({ ...size, longSide: Math.min(size.longSide, longSide) }));
  const distinct = capped.filter(
    (size, at) =>
      capped.findIndex((other) => other.longSide === size.longSide && other.quality === size.quality) === at,
  );
  for (const size of distinct) {
    const bytes = await encode(size);
    if (bytes.length <= budget) return { ...size, bytes };
  }
  return undefined;
}
