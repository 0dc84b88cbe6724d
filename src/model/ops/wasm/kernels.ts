import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../fused';
import type { Heads } from '../headMatMul';
import type { Windows } from '../windowAttention';
import type { Heap, NativeFunctions } from './heap';

/** Inputs and attributes as the operation in `ops/` hands them over: their meaning is told there. */
type Kernel = (native: NativeFunctions, heap: Heap, inputs: Record<string, TensorInfo>, attributes: never) => TensorInfo;

/** Every fused kernel on wasm: allots the result and calls the function of the native module that fills it. */
export const KERNELS: Readonly<Record<FusedKernel, Kernel>> = {
  LayerNorm: (native, { at, output }, { x, weight, bias }, { epsilon }: { epsilon: number }) => {
    const out = output(x!.shape);
    const n = weight!.shape[0]!;
    native.layer_norm(at(x!), at(weight!), at(bias!), at(out), size(x!) / n, n, epsilon);
    return out;
  },

  GroupNorm: (native, { at, output, scratch }, { x, weight, bias }, { groups, epsilon }: { groups: number; epsilon: number }) => {
    const out = output(x!.shape);
    const n = weight!.shape[0]!;
    native.group_norm(at(x!), at(weight!), at(bias!), at(out), size(x!) / n, n, groups, epsilon, scratch(3 * n));
    return out;
  },

  Gelu: (native, { at, output }, { x }) => {
    const out = output(x!.shape);
    native.gelu(at(x!), at(out), size(x!));
    return out;
  },

  Linear: (native, { at, output, scratch }, { x, weight, bias }, { gelu }: { gelu: boolean }) => {
    const [m, k] = x!.shape as [number, number];
    const n = weight!.shape[1]!;
    const out = output([m, n]);
    native.matmul(at(x!), k, 1, at(weight!), n, 1, bias ? at(bias) : 0, at(out), n, m, n, k, gelu ? 1 : 0, scratch(MATMUL_SCRATCH));
    return out;
  },

  HeadMatMul: (native, { at, output, scratch }, { a, b }, { heads, transposeB, ...held }: HeadAttributes) => {
    const from = block(a!.shape, heads, held.a);
    const by = block(b!.shape, heads, held.b);
    const [n, columnStep, rowStep] = transposeB ? [by.rows, by.step, 1] : [by.columns, 1, by.step];
    const out = output(held.out === 'rows' ? [heads * from.rows, n] : [from.rows, heads * n]);
    const to = block(out.shape, heads, held.out);
    const memory = scratch(MATMUL_SCRATCH);
    for (let h = 0; h < heads; h++) {
      const place = [a!, b!, out].map((tensor, i) => at(tensor) + 4 * h * [from, by, to][i]!.begin) as [number, number, number];
      native.matmul(place[0], from.step, 1, place[1], rowStep, columnStep, 0, place[2], to.step, from.rows, n, from.columns, 0, memory);
    }
    return out;
  },

  WindowAttention: (native, { at, output, scratch }, { qkv, padding, positionBias }, { h, w, size: side, shift }: Windows) => {
    const channels = qkv!.shape[1]! / 3;
    const heads = positionBias!.shape[1]!;
    const out = output([h * w, channels]);
    const area = side * side;
    const wide = wholePanels(area);
    const depth = channels / heads;
    const floats = area + 2 * area * wide + 2 * area * depth + 2 * wide * (depth + 8);
    native.window_attention(at(qkv!), at(padding!), at(positionBias!), at(out), h, w, side, shift, heads, channels, scratch(floats));
    return out;
  },

  DeformConv2d: (native, { at, output, scratch }, { x, offsets, mask, weight, bias }, { stride }: { stride: number }) => {
    const [h, w, channels] = x!.shape as [number, number, number];
    const [outH, outW] = mask!.shape as [number, number, number];
    const n = weight!.shape[3]!;
    const out = output([outH, outW, n]);
    const memory = scratch(9 * channels * (DEFORM_LOCATIONS + wholePanels(n)));
    native.deform_conv(at(x!), h, w, channels, at(offsets!), at(mask!), outH, outW, stride, at(weight!), at(bias!), at(out), n, memory);
    return out;
  },
};

/** Floats; see matmul.c. */
const MATMUL_SCRATCH = 2 ** 20 + 96 * 256;
/** See deformConv.c. */
const DEFORM_LOCATIONS = 48;

interface HeadAttributes {
  readonly heads: number;
  readonly a: Heads;
  readonly b: Heads;
  readonly out: Heads;
  readonly transposeB: boolean;
}

/** A head's part of a matrix that holds all heads: its size, the step from row to row, and where the next head's begins, in floats. */
function block(shape: readonly number[], heads: number, held: Heads) {
  const [rows, columns] = shape as [number, number];
  return held === 'rows'
    ? { rows: rows / heads, columns, step: columns, begin: (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, begin: columns / heads };
}

const size = (tensor: TensorInfo) => tensor.shape.reduce((a, b) => a * b, 1);
const wholePanels = (columns: number) => Math.ceil(columns / 8) * 8;
