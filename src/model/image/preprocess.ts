import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config';
import { GlipError } from '../errors';
import type { Pixels } from '../types';
import { resizeRgb } from './resize';

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
export function networkSize(width: number, height: number, minSize: number, maxSize: number): { width: number; height: number } {
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
    throw new GlipError('image-size', `A picture of ${width}×${height} pixels with ${data.length} bytes cannot be read.`);
  }
  const size = networkSize(width, height, config.minSize, config.maxSize);
  const rgb = resizeRgb(flatten(data), width, height, size.width, size.height);
  const pad = (n: number) => Math.ceil(n / config.sizeDivisor) * config.sizeDivisor;
  const padded = { width: pad(size.width), height: pad(size.height) };
  const values = new Float32Array(padded.height * padded.width * 3);
  for (let channel = 0; channel < 3; channel++) {
    const from = config.channelOrder === 'bgr' ? 2 - channel : channel;
    const mean = config.mean[channel]!;
    const std = config.std[channel]!;
    const table = Float32Array.from({ length: 256 }, (_, value) => (value - mean) / std);
    for (let y = 0; y < size.height; y++) {
      let source = y * size.width * 3 + from;
      let target = y * padded.width * 3 + channel;
      for (let x = 0; x < size.width; x++, source += 3, target += 3) values[target] = table[rgb[source]!]!;
    }
  }
  return { tensor: tf.tensor3d(values, [padded.height, padded.width, 3]), ...size };
}

/** RGBA over white -> RGB. */
function flatten(rgba: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0, o = 0; i < rgba.length; i += 4, o += 3) {
    const alpha = rgba[i + 3]!;
    for (let c = 0; c < 3; c++) {
      const value = rgba[i + c]!;
      rgb[o + c] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return rgb;
}
