import { toFloat16 } from './float16';
import { decodeFloat16 } from './rawTensor';

/**
 * Weights in int8: symmetric, one scale for every output channel, which is a row of a matrix or a filter of a convolution. The weight
 * is q · scale with q from -127 to 127.
 */

const LARGEST = 127;

/** The scale of a channel whose largest weight is `largest`. That is rounded to float16 first, so that a second rounding changes nothing. */
export function scaleFor(largest: number): number {
  return Math.fround(roundToFloat16(largest) / LARGEST);
}

const roundToFloat16 = (value: number) => decodeFloat16(toFloat16(Float32Array.of(value)))[0] ?? 0;

/** @param weights whole channels, one after the other. @param scales theirs. */
export function quantize(weights: Float32Array, scales: Float32Array): Int8Array<ArrayBuffer> {
  const channelLength = weights.length / scales.length;
  const quantized = new Int8Array(weights.length);
  scales.forEach((scale, channel) => {
    if (scale === 0) return;
    const end = (channel + 1) * channelLength;
    for (let i = channel * channelLength; i < end; i++)
      quantized[i] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(weights[i]! / scale)));
  });
  return quantized;
}

/** @returns the nearest float16 of every weight, little-endian. */
export function dequantize(quantized: Int8Array, scales: Float32Array): Uint8Array<ArrayBuffer> {
  const channelLength = quantized.length / scales.length;
  const halves = new Uint16Array(quantized.length);
  const products = new Float32Array(256);
  scales.forEach((scale, channel) => {
    for (let q = -128; q < 128; q++) products[q + 128] = q * scale;
    const rounded = toFloat16(products);
    const end = (channel + 1) * channelLength;
    for (let i = channel * channelLength; i < end; i++) halves[i] = rounded[quantized[i]! + 128]!;
  });
  return new Uint8Array(halves.buffer);
}
