import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel } from './kernel';
import type { Native } from './native';
import type { Work } from './pool';
import { LOCATIONS, TILE_ROWS } from './tiles';

/** Of deformConv.c. */
const [POINTS, SHARES] = [9, 12];

export const conv2d: Kernel = (native, { x, weight, bias }, { stride }: { stride: number }) => {
  const [h, w, channels] = x!.shape as [number, number, number];
  const [size, , , n] = weight!.shape as [number, number, number, number];
  const out = native.output([Math.ceil(h / stride), Math.ceil(w / stride), n]);
  const packed = packedWeight(native, weight!);
  const args = [native.at(x!), h, w, channels, size, stride, Math.floor(size / 2), out.shape[1]!, packed, native.at(bias!), native.at(out), n];
  native.divide('conv', args, convolutionWork(out, size ** 2, channels));
  return out;
};

export const deformConv2d: Kernel = (native, { x, offsets, mask, weight, bias }, { stride }: { stride: number }) => {
  const [outH, outW] = mask!.shape as [number, number, number];
  const sampling = [native.at(offsets!), 2 * POINTS, native.at(mask!), POINTS, 0];
  return deformed(native, { x: x!, weight: weight!, bias: bias! }, sampling, [outH, outW], stride);
};

export const mappedDeformConv2d: Kernel = (native, { x, map, weight, bias }, { outH, outW, stride }: { outH: number; outW: number; stride: number }) => {
  const [h, w, channels] = map!.shape as [number, number, number];
  const sampled = (from: TensorInfo) => {
    const sampling = [native.at(from), channels, native.at(from) + 4 * 2 * POINTS, channels, 1];
    return deformed(native, { x: x!, weight: weight!, bias: bias! }, sampling, [outH, outW], stride);
  };
  if (outH === h && outW === w) return sampled(map!);
  const reread = native.output([outH, outW, channels]);
  native.call('reread_map', native.at(map!), h * w, native.at(reread), outH * outW);
  const out = sampled(reread);
  native.release(reread);
  return out;
};

/** @param sampling where the offsets are and how far those of the next location, the same of the masks, and whether these are logits */
function deformed(native: Native, { x, weight, bias }: Record<'x' | 'weight' | 'bias', TensorInfo>, sampling: readonly number[], [outH, outW]: readonly [number, number], stride: number): TensorInfo {
  const [h, w, channels] = x.shape as [number, number, number];
  const n = weight.shape[3]!;
  const out = native.output([outH, outW, n]);
  const args = [native.at(x), h, w, channels, ...sampling, outW, stride, packedWeight(native, weight), native.at(bias), native.at(out), n];
  const work = convolutionWork(out, POINTS, channels);
  native.divide('deform_conv', args, { ...work, scratch: work.scratch + LOCATIONS * SHARES });
  return out;
}

/** [size, size, channels, n], point by point */
function packedWeight(native: Native, weight: TensorInfo): number {
  const [size, , channels, n] = weight.shape as [number, number, number, number];
  return native.pack({ at: native.at(weight), rowStep: n, columnStep: 1 }, channels, n, size ** 2);
}

/** @param points that are seen at a location, and of how many channels */
function convolutionWork({ shape }: TensorInfo, points: number, channels: number): Work {
  const [h, w, n] = shape as [number, number, number];
  return { total: h * w, quantum: TILE_ROWS, block: LOCATIONS, cost: h * w * points * channels * n, scratch: LOCATIONS * channels };
}
