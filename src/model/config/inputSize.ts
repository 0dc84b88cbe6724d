import type { GlipConfig } from './config';

/**
 * Sizes that a large model's pictures may be resized to, by the official rule: the short side becomes `min` pixels unless that
 * takes the long side over `max`. `full` is what the released models were tested at.
 */
export const INPUT_SIZES = {
  fast: { min: 480, max: 800 },
  balanced: { min: 640, max: 1066 },
  full: { min: 800, max: 1333 },
} as const;

export type InputSize = keyof typeof INPUT_SIZES;

/** The sizes that a model offers: none where it was made for smaller pictures than the smallest of them. */
export function inputSizesOf({ minSize }: GlipConfig['image']): InputSize[] {
  return minSize < INPUT_SIZES.full.min ? [] : (Object.keys(INPUT_SIZES) as InputSize[]);
}

/** What a model's pictures are prepared like at a size; as its own configuration says where no size is chosen or it offers none. */
export function atInputSize(image: GlipConfig['image'], size?: InputSize): GlipConfig['image'] {
  if (size === undefined || !inputSizesOf(image).includes(size)) return image;
  const { min, max } = INPUT_SIZES[size];
  return { ...image, minSize: min, maxSize: max };
}
