import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LOCATIONS, MAP_CHANNELS, POINTS, TILE_ROWS, type Address, type Jobs } from './abi';
import type { Kernel } from './kernel';
import { behind, type Native } from './native';
import type { Work } from './pool';

export const conv2d: Kernel = (native, { x, weight, bias }, { stride }: { stride: number }) => {
  const [h, w, channels] = x!.shape as [number, number, number];
  const [size, , , n] = weight!.shape as [number, number, number, number];
  const out = native.output([Math.ceil(h / stride), Math.ceil(w / stride), n]);
  const packed = packedWeight(native, weight!);
  const padding = Math.floor(size / 2);
  const job = {
    x: native.at(x!),
    h,
    w,
    channels,
    size,
    stride,
    padding,
    outW: out.shape[1]!,
    packed,
    bias: native.at(bias!),
    out: native.at(out),
    n,
  };
  native.divide('conv', job, convolutionWork(out, size ** 2, channels));
  return out;
};

export const deformConv2d: Kernel = (native, { x, offsets, mask, weight, bias }, { stride }: { stride: number }) => {
  const [outH, outW] = mask!.shape as [number, number, number];
  const sampling = {
    offsets: native.at(offsets!),
    offsetsStep: 2 * POINTS,
    mask: native.at(mask!),
    maskStep: POINTS,
    maskIsLogits: 0,
  };
  return deformed(native, { x: x!, weight: weight!, bias: bias! }, sampling, [outH, outW], stride);
};

export const mappedDeformConv2d: Kernel = (
  native,
  { x, map, weight, bias },
  { outH, outW, stride }: { outH: number; outW: number; stride: number },
) => {
  const [h, w] = map!.shape as [number, number, number];
  const sampled = (from: TensorInfo) => {
    const offsets = native.at(from);
    const sampling = {
      offsets,
      offsetsStep: MAP_CHANNELS,
      mask: behind(offsets, 2 * POINTS),
      maskStep: MAP_CHANNELS,
      maskIsLogits: 1,
    };
    return deformed(native, { x: x!, weight: weight!, bias: bias! }, sampling, [outH, outW], stride);
  };
  if (outH === h && outW === w) return sampled(map!);
  const reread = native.output([outH, outW, MAP_CHANNELS]);
  native.call('reread_map', { map: native.at(map!), locations: h * w, out: native.at(reread), fewer: outH * outW });
  const out = sampled(reread);
  native.release(reread);
  return out;
};

type Sampling = Pick<Jobs['deform_conv'], 'offsets' | 'offsetsStep' | 'mask' | 'maskStep' | 'maskIsLogits'>;

function deformed(
  native: Native,
  { x, weight, bias }: Record<'x' | 'weight' | 'bias', TensorInfo>,
  sampling: Sampling,
  [outH, outW]: readonly [number, number],
  stride: number,
): TensorInfo {
  const [h, w, channels] = x.shape as [number, number, number];
  const n = weight.shape[3]!;
  const out = native.output([outH, outW, n]);
  const job = {
    x: native.at(x),
    h,
    w,
    channels,
    ...sampling,
    outW,
    stride,
    packed: packedWeight(native, weight),
    bias: native.at(bias),
    out: native.at(out),
    n,
  };
  native.divide('deform_conv', job, convolutionWork(out, POINTS, channels));
  return out;
}

/** [size, size, channels, n], point by point */
function packedWeight(native: Native, weight: TensorInfo): Address {
  const [size, , channels, n] = weight.shape as [number, number, number, number];
  return native.pack({ at: native.at(weight), rowStep: n, columnStep: 1 }, channels, n, size ** 2);
}

/** @param points that are seen at a location, and of how many channels */
function convolutionWork({ shape }: TensorInfo, points: number, channels: number): Work {
  const [h, w, n] = shape as [number, number, number];
  return { total: h * w, quantum: TILE_ROWS, block: LOCATIONS, cost: h * w * points * channels * n };
}
