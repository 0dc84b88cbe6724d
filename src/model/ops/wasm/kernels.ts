import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../fused';
import type { HeadAttributes, Heads } from '../headMatMul';
import type { Windows } from '../windowAttention';
import type { Native } from './native';
import type { Work } from './pool';

/** Inputs and attributes as the operation in `ops/` hands them over: their meaning is told there. */
type Kernel = (native: Native, inputs: Record<string, TensorInfo>, attributes: never) => TensorInfo;

/** The fused kernels on wasm: each allots the result and has the native module fill it. */
export const KERNELS = {
  LayerNorm: (native, { x, weight, bias }, { epsilon }: { epsilon: number }) => {
    const out = native.output(x!.shape);
    const n = weight!.shape[0]!;
    native.call('layer_norm', native.at(x!), native.at(weight!), native.at(bias!), native.at(out), size(x!) / n, n, epsilon);
    return out;
  },

  GroupNorm: (native, { x, weight, bias }, { groups, epsilon }: { groups: number; epsilon: number }) => {
    const out = native.output(x!.shape);
    const n = weight!.shape[0]!;
    const places = [native.at(x!), native.at(weight!), native.at(bias!), native.at(out)];
    native.call('group_norm', ...places, size(x!) / n, n, groups, epsilon, native.scratch(3 * n));
    return out;
  },

  Gelu: (native, { x }) => {
    const out = native.output(x!.shape);
    native.call('gelu', native.at(x!), native.at(out), size(x!));
    return out;
  },

  Linear: (native, { x, weight, bias }, { gelu }: { gelu: boolean }) => {
    const [m, k] = x!.shape as [number, number];
    const n = weight!.shape[1]!;
    const out = native.output([m, n]);
    const args = [native.at(x!), k, 1, native.at(weight!), n, 1, bias ? native.at(bias) : 0, native.at(out), n, n, k, gelu ? 1 : 0];
    native.divide('matmul', args, matmulWork(m, n, k));
    return out;
  },

  HeadMatMul: (native, { a, b }, { heads, transposeB, ...held }: HeadAttributes) => {
    const from = block(a!.shape, heads, held.a);
    const by = block(b!.shape, heads, held.b);
    const [n, rowStep, columnStep] = transposeB ? [by.rows, 1, by.step] : [by.columns, by.step, 1];
    const out = native.output(held.out === 'rows' ? [heads * from.rows, n] : [from.rows, heads * n]);
    const to = block(out.shape, heads, held.out);
    for (let h = 0; h < heads; h++) {
      const [left, right, result] = [native.at(a!) + h * from.bytes, native.at(b!) + h * by.bytes, native.at(out) + h * to.bytes];
      const args = [left, from.step, 1, right, rowStep, columnStep, 0, result, to.step, n, from.columns, 0];
      native.divide('matmul', args, matmulWork(from.rows, n, from.columns));
    }
    return out;
  },

  WindowAttention: (native, { qkv, padding, positionBias }, { h, w, size: side, shift }: Windows) => {
    const channels = qkv!.shape[1]! / 3;
    const heads = positionBias!.shape[1]!;
    const out = native.output([h * w, channels]);
    const args = [native.at(qkv!), native.at(padding!), native.at(positionBias!), native.at(out), h, w, side, shift, heads, channels];
    const area = side * side;
    const wide = wholePanels(area);
    const depth = channels / heads;
    const total = Math.ceil(h / side) * Math.ceil(w / side);
    const scratch = area + 2 * area * wide + 2 * area * depth + 2 * wide * (depth + 8);
    native.divide('window_attention', args, { total, quantum: 1, cost: 2 * total * area * area * channels, scratch });
    return out;
  },

  DeformConv2d: (native, { x, offsets, mask, weight, bias }, { stride }: { stride: number }) => {
    const [h, w, channels] = x!.shape as [number, number, number];
    const [outH, outW] = mask!.shape as [number, number, number];
    const n = weight!.shape[3]!;
    const out = native.output([outH, outW, n]);
    const [image, shifts, factors] = [native.at(x!), native.at(offsets!), native.at(mask!)];
    const args = [image, h, w, channels, shifts, factors, outW, stride, native.at(weight!), native.at(bias!), native.at(out), n];
    const total = outH * outW;
    const scratch = 9 * channels * (DEFORM_LOCATIONS + wholePanels(n));
    native.divide('deform_conv', args, { total, quantum: TILE_ROWS, cost: total * 9 * channels * n, scratch });
    return out;
  },
} as const satisfies Partial<Record<FusedKernel, Kernel>>;

/** Rows of a tile of a matrix product: see gemm.h. */
const TILE_ROWS = 6;
/** Floats; see matmul.c. */
const MATMUL_SCRATCH = 2 ** 20 + 96 * 128;
const matmulWork = (m: number, n: number, k: number): Work => ({ total: m, quantum: TILE_ROWS, cost: m * n * k, scratch: MATMUL_SCRATCH });

/** See deformConv.c. */
const DEFORM_LOCATIONS = 48;

/** A head's part of a matrix that holds all heads: its size, the step from row to row in floats, and how far the next head's is. */
function block(shape: readonly number[], heads: number, held: Heads) {
  const [rows, columns] = shape as [number, number];
  return held === 'rows'
    ? { rows: rows / heads, columns, step: columns, bytes: 4 * (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, bytes: 4 * (columns / heads) };
}

const size = (tensor: TensorInfo) => tensor.shape.reduce((a, b) => a * b, 1);
const wholePanels = (columns: number) => Math.ceil(columns / 8) * 8;
