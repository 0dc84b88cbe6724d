import type * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { GlipError } from '../errors';
import { resizePicture } from '../ops/resizePicture';
import type { Pixels } from '../types';

/** The network's input and the size of the picture inside its padding. */
export interface NetworkInput {
  /** [padded height, padded width, 3], normalised, channels in the model's order. */
  readonly tensor: tf.Tensor3D;
  /** Size of the resized picture without padding, in pixels: boxes are clipped to it. */
  readonly height: number;
  readonly width: number;
}

/**
 * Size that the official dataset path resizes to (`data/transforms/transforms.py` Resize.get_size): the short side becomes
 * `minSize`; if the long side would exceed `maxSize`, the short side is rounded so that it does not; the long side is truncated.
 */
export function networkSize(
  width: number,
  height: number,
  minSize: number,
  maxSize: number,
): { width: number; height: number } {
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  const size = (long / short) * minSize > maxSize ? Math.max(1, roundHalfEven((maxSize * short) / long)) : minSize;
  if (short === size) return { width, height };
  const other = Math.trunc((size * long) / short);
  return width < height ? { width: size, height: other } : { width: other, height: size };
}

/** Python's round(). */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/**
 * Pixels -> network input: transparent pixels over white, Pillow's bilinear resize, channel order, mean and standard
 * deviation, zeros on the right and bottom up to a multiple of `sizeDivisor`.
 * @throws GlipError `image-size` for an empty picture or a wrong number of bytes.
 */
export function preprocess(pixels: Pixels, config: GlipConfig['image']): NetworkInput {
  const { data, width, height } = pixels;
  if (width < 1 || height < 1 || data.length !== width * height * 4) {
    throw new GlipError(
      'image-size',
      `A picture of ${width}×${height} pixels with ${data.length} bytes cannot be read.`,
    );
  }
  const size = networkSize(width, height, config.minSize, config.maxSize);
  const pad = (n: number) => Math.ceil(n / config.sizeDivisor) * config.sizeDivisor;
  const padded = { width: pad(size.width), height: pad(size.height) };
  return { tensor: resizePicture(pixels, { size, padded, normalisation: config }), ...size };
}
