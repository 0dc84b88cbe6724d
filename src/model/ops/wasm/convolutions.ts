import type { Tensor1D, Tensor3D, TensorInfo } from '@tensorflow/tfjs-core';
import type { Rank } from '@tensorflow/tfjs-core';
import type { Weight } from '../weights';
import { LOCATIONS, MAP_CHANNELS, POINTS, TILE_ROWS, type Address, type Jobs } from './abi';
import type { Kernel } from './kernel';
import { behind, type Native } from './native';
import type { Work } from './pool';

export const conv2d: Kernel<'Conv2d'> = (native, { x, weight, bias }, { stride }) => {
  const [h, w, channels] = x.shape;
  const [size, , , n] = weight.shape;
  const [outH, outW] = [Math.ceil(h / stride), Math.ceil(w / stride)];
  const out = native.output([outH, outW, n]);
  const job = {
    x: native.at(x),
    h,
    w,
    channels,
    size,
    stride,
    padding: Math.floor(size / 2),
    outW,
    packed: packedWeight(native, weight),
    bias: native.at(bias),
    out: native.at(out),
    n,
  };
  native.divide('conv', job, convolutionWork(outH * outW, size ** 2 * channels * n));
  return out;
};

export const deformConv2d: Kernel<'DeformConv2d'> = (native, { offsets, mask, ...inputs }, { stride }) => {
  const [outH, outW] = mask.shape;
  const sampling = {
    offsets: native.at(offsets),
    offsetsStep: 2 * POINTS,
    mask: native.at(mask),
    maskStep: POINTS,
    maskIsLogits: 0,
  };
  return deformed(native, inputs, sampling, [outH, outW], stride);
};

export const mappedDeformConv2d: Kernel<'MappedDeformConv2d'> = (native, { map, ...inputs }, attributes) => {
  const { outH, outW, stride } = attributes;
  const [h, w] = map.shape;
  const sampledBy = (from: TensorInfo) => {
    const offsets = native.at(from);
    const sampling = {
      offsets,
      offsetsStep: MAP_CHANNELS,
      mask: behind(offsets, 2 * POINTS),
      maskStep: MAP_CHANNELS,
      maskIsLogits: 1,
    };
    return deformed(native, inputs, sampling, [outH, outW], stride);
  };
  if (outH === h && outW === w) return sampledBy(map);
  const smaller = native.output([outH, outW, MAP_CHANNELS]);
  native.call('map_on_smaller_grid', {
    map: native.at(map),
    locations: h * w,
    out: native.at(smaller),
    fewer: outH * outW,
  });
  const out = sampledBy(smaller);
  native.release(smaller);
  return out;
};

type Sampling = Pick<Jobs['deform_conv'], 'offsets' | 'offsetsStep' | 'mask' | 'maskStep' | 'maskIsLogits'>;

interface Convolved {
  readonly x: Tensor3D;
  readonly weight: Weight<Rank.R4>;
  readonly bias: Tensor1D;
}

function deformed(
  native: Native,
  { x, weight, bias }: Convolved,
  sampling: Sampling,
  [outH, outW]: readonly [number, number],
  stride: number,
): TensorInfo {
  const [h, w, channels] = x.shape;
  const [, , , n] = weight.shape;
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
  native.divide('deform_conv', job, convolutionWork(outH * outW, POINTS * channels * n));
  return out;
}

/** Packs a kernel [size, size, channels, n], point by point. */
function packedWeight(native: Native, weight: Weight<Rank.R4>): Address {
  const [size, , channels, n] = weight.shape;
  return native.pack({ at: native.atWeight(weight), rowStep: n, columnStep: 1 }, channels, n, size ** 2);
}

/** @param products multiply-adds at each of the locations */
function convolutionWork(locations: number, products: number): Work {
  return { total: locations, quantum: TILE_ROWS, block: LOCATIONS, cost: locations * products };
}
