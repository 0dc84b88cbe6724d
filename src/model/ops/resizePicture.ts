import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import type { Pixels } from '../types';
import { hasFused, runFused } from './kernels';
import { resizeRgb, triangleFilter } from './pillowResize';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The form that a picture is brought into. */
export interface PictureTarget {
  /** What the picture is resized to, and what that is padded to. Pixels. */
  readonly size: Size;
  readonly padded: Size;
  readonly normalisation: Pick<GlipConfig['image'], 'channelOrder' | 'mean' | 'std'>;
}

/**
 * Transparent pixels over white, Pillow's bilinear resize, channel order, mean and standard deviation, zeros on the right and
 * bottom -> [padded height, padded width, 3].
 */
export function resizePicture(pixels: Pixels, target: PictureTarget): tf.Tensor3D {
  if (!hasFused('ResizePicture'))
    return tf.tensor3d(normalised(pixels, target), [target.padded.height, target.padded.width, 3]);
  const { size, padded, normalisation } = target;
  return tf.tidy(() => {
    const picture = tf.tensor2d(words(pixels.data), [pixels.height, pixels.width], 'int32');
    const [rows, columns] = [filterTensor(pixels.height, size.height), filterTensor(pixels.width, size.width)];
    return runFused('ResizePicture', { picture, rows, columns }, { ...padded, ...normalisation });
  });
}

/** [to, stride]: see triangleFilter. */
function filterTensor(from: number, to: number): tf.Tensor2D {
  const { table, stride } = triangleFilter(from, to);
  return tf.tensor2d(table, [to, stride], 'int32');
}

/** The four bytes of each pixel as one integer. */
function words(rgba: Uint8Array | Uint8ClampedArray): Int32Array {
  const bytes = rgba.byteOffset % Int32Array.BYTES_PER_ELEMENT === 0 ? rgba : rgba.slice();
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / Int32Array.BYTES_PER_ELEMENT);
}

function normalised({ data, width, height }: Pixels, { size, padded, normalisation }: PictureTarget): Float32Array {
  const rgb = resizeRgb(flatten(data), width, height, size.width, size.height);
  const values = new Float32Array(padded.height * padded.width * 3);
  for (let channel = 0; channel < 3; channel++) {
    const from = normalisation.channelOrder === 'bgr' ? 2 - channel : channel;
    const mean = normalisation.mean[channel]!;
    const std = normalisation.std[channel]!;
    const table = Float32Array.from({ length: 256 }, (_, value) => (value - mean) / std);
    for (let y = 0; y < size.height; y++) {
      let source = y * size.width * 3 + from;
      let target = y * padded.width * 3 + channel;
      for (let x = 0; x < size.width; x++, source += 3, target += 3) values[target] = table[rgb[source]!]!;
    }
  }
  return values;
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
