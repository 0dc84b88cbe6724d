import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../fused';
import type { HeadAttributes, Heads } from '../headMatMul';
import type { Windows } from '../windowAttention';
import type { Native } from './native';
import type { Work } from './pool';

/** Inputs and attributes as the operation in `ops/` hands them over: their meaning is told there. */
type Kernel = (native: Native, inputs: Record<string, TensorInfo>, attributes: never) => TensorInfo | TensorInfo[];

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

  Linear: (native, inputs, { gelu }: { gelu: boolean }) => projected(native, inputs, { activation: gelu ? GELU : NONE, limit: Infinity }),
  AddLinear: (native, inputs, { limit }: { limit: number }) => projected(native, inputs, { activation: NONE, limit, residual: inputs.y!, scale: inputs.scale }),
  ClampedLinear: (native, inputs, { limit }: { limit: number }) => projected(native, inputs, { activation: GELU, limit }),

  HeadMatMul: (native, { a, b }, { heads, transposeB, ...held }: HeadAttributes) => {
    const from = block(a!.shape, heads, held.a);
    const by = block(b!.shape, heads, held.b);
    const [n, rowStep, columnStep] = transposeB ? [by.rows, 1, by.step] : [by.columns, by.step, 1];
    const out = native.output(held.out === 'rows' ? [heads * from.rows, n] : [from.rows, heads * n]);
    const to = block(out.shape, heads, held.out);
    for (let h = 0; h < heads; h++) {
      const left = { at: native.at(a!) + h * from.bytes, step: from.step };
      const right = { at: native.at(b!) + h * by.bytes, rowStep, columnStep };
      multiply(native, left, right, { at: native.at(out) + h * to.bytes, step: to.step }, { m: from.rows, n, k: from.columns });
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

  Conv2d: (native, { x, weight, bias }, { stride }: { stride: number }) => {
    const [h, w, channels] = x!.shape as [number, number, number];
    const [size, , , n] = weight!.shape as [number, number, number, number];
    const out = native.output([Math.ceil(h / stride), Math.ceil(w / stride), n]);
    const args = [native.at(x!), h, w, channels, size, stride, Math.floor(size / 2), out.shape[1]!, native.at(weight!), native.at(bias!), native.at(out), n];
    native.divide('conv', args, convolutionWork(out, size ** 2 * channels));
    return out;
  },

  DeformConv2d: (native, { x, offsets, mask, weight, bias }, { stride }: { stride: number }) => {
    const [outH, outW] = mask!.shape as [number, number, number];
    const sampling = [native.at(offsets!), 2 * POINTS, native.at(mask!), POINTS, 0];
    return deformed(native, { x: x!, weight: weight!, bias: bias! }, sampling, [outH, outW], stride);
  },

  MappedDeformConv2d: (native, { x, map, weight, bias }, { outH, outW, stride }: { outH: number; outW: number; stride: number }) => {
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
  },

  SplitRows: (native, { x }, { rows }: { rows: number[] }) => {
    const size = x!.shape.slice(1).reduce((a, b) => a * b, 1);
    let begin = native.at(x!);
    return rows.map((count) => {
      const out = native.output([count, ...x!.shape.slice(1)]);
      native.copy(begin, native.at(out), count * size);
      begin += 4 * count * size;
      return out;
    });
  },

  FuseBranches: (native, inputs, { h, w, groups, epsilon }: Fused) => {
    const branches = Object.keys(inputs).filter((name) => /^y\d$/.test(name)).map((name) => inputs[name]!);
    const n = branches[0]!.shape[2]!;
    const statistics = native.output([branches.length, 3, n]);
    const factors = native.output([branches.length + 5, n]);
    const places = branches.map((y) => [native.at(y), y.shape[0]!, y.shape[1]!]);
    for (const [b, [y, smallH, smallW]] of (places as [number, number, number][]).entries()) {
      const of = (name: string) => native.at(inputs[`${name}${b}`]!);
      const args = [y, of('weight'), of('bias'), native.at(statistics) + 4 * b * 3 * n, smallH, smallW, h, w, n, groups, floatBits(epsilon)];
      // Three times through the map: its sums, the squares, the average.
      native.divide('branch_statistics', args, { total: groups, quantum: 1, cost: 3 * smallH * smallW * n, scratch: 2 * n + smallH + smallW });
    }
    const network = ['weight', 'bias', 'squeeze', 'squeezeBias', 'expand', 'expandBias'].map((name) => native.at(inputs[name]!));
    const hidden = inputs.squeeze!.shape[1]!;
    native.call('branch_factors', native.at(statistics), branches.length, ...network, hidden, native.at(factors), n, native.scratch(n + hidden));
    const out = native.output([h, w, n]);
    const given = Array.from({ length: MOST_BRANCHES }, (_, b) => places[b] ?? [0, 0, 0]).flat();
    const args = [...given, branches.length, native.at(factors), native.at(out), h, w, n];
    native.divide('combine_branches', args, { total: h, quantum: 1, cost: (branches.length + 2) * h * w * n, scratch: 0 });
    native.release(statistics);
    native.release(factors);
    return out;
  },
} as const satisfies Partial<Record<FusedKernel, Kernel>>;

interface Fused {
  readonly h: number;
  readonly w: number;
  readonly groups: number;
  readonly epsilon: number;
}

/** A level has no more neighbours: see fuseBranches.c. */
const MOST_BRANCHES = 3;

/** What becomes of a product: see matmul.c. */
interface Ending {
  readonly activation: typeof NONE | typeof GELU;
  readonly limit: number;
  readonly residual?: TensorInfo | undefined;
  readonly scale?: TensorInfo | undefined;
}

const [NONE, GELU] = [0, 1] as const;

/** x [m, k] · weight [k, n] + bias [n], ended. */
function projected(native: Native, { x, weight, bias }: Record<string, TensorInfo>, ending: Ending): TensorInfo {
  const [m, k] = x!.shape as [number, number];
  const n = weight!.shape[1]!;
  const out = native.output([m, n]);
  const by = { at: native.at(weight!), rowStep: n, columnStep: 1 };
  multiply(native, { at: native.at(x!), step: k }, by, { at: native.at(out), step: n }, { m, n, k }, bias, ending);
  return out;
}

/** A matrix with contiguous rows: where it begins, and the step from row to row in floats. */
interface Rows {
  readonly at: number;
  readonly step: number;
}

/** Rows of a product up to which its columns are divided instead: then reading the right factor costs more than multiplying. */
const FEW_ROWS = 96;

function multiply(native: Native, a: Rows, b: { at: number; rowStep: number; columnStep: number }, c: Rows, { m, n, k }: Record<'m' | 'n' | 'k', number>, bias?: TensorInfo, ending: Ending = { activation: NONE, limit: Infinity }): void {
  const at = (tensor?: TensorInfo) => (tensor ? native.at(tensor) : 0);
  const end = [ending.activation, floatBits(ending.limit), at(ending.residual), at(ending.scale)];
  if (m <= FEW_ROWS && b.columnStep === 1) {
    const args = [a.at, a.step, b.at, b.rowStep, at(bias), c.at, c.step, m, k, ...end];
    native.divide('matmul_few', args, { total: n, quantum: TILE_COLUMNS, cost: m * n * k + READING * n * k, scratch: FEW_SCRATCH });
  } else {
    const args = [a.at, a.step, 1, b.at, b.rowStep, b.columnStep, at(bias), c.at, c.step, n, k, ...end];
    native.divide('matmul', args, { total: m, quantum: TILE_ROWS, cost: m * n * k, scratch: MATMUL_SCRATCH });
  }
}

/** Of a tile of a matrix product: see gemm.h. */
const [TILE_ROWS, TILE_COLUMNS] = [6, 8];
/** Floats; see matmul.c. */
const MATMUL_SCRATCH = 2 ** 20 + 96 * 128;
const FEW_SCRATCH = 64 * 128;
/** Reading a number from memory takes about as long as so many multiply-adds. */
const READING = 16;

const POINTS = 9;
/** See conv.c and deformConv.c. */
const CONV_LOCATIONS = 48;

/** @param sampling where the offsets are and how far those of the next location, the same of the masks, and whether these are logits */
function deformed(native: Native, { x, weight, bias }: Record<'x' | 'weight' | 'bias', TensorInfo>, sampling: readonly number[], [outH, outW]: readonly [number, number], stride: number): TensorInfo {
  const [h, w, channels] = x.shape as [number, number, number];
  const n = weight.shape[3]!;
  const out = native.output([outH, outW, n]);
  const args = [native.at(x), h, w, channels, ...sampling, outW, stride, native.at(weight), native.at(bias), native.at(out), n];
  const work = convolutionWork(out, POINTS * channels);
  native.divide('deform_conv', args, { ...work, scratch: work.scratch + 12 });
  return out;
}

/** @param k numbers that are seen at a location */
function convolutionWork({ shape }: TensorInfo, k: number): Work {
  const [h, w, n] = shape as [number, number, number];
  return { total: h * w, quantum: TILE_ROWS, cost: h * w * k * n, scratch: k * (CONV_LOCATIONS + wholePanels(n)) };
}

/** Arguments that threads are told are whole numbers: a float goes as its bits. */
function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

/** A head's part of a matrix that holds all heads: its size, the step from row to row in floats, and how far the next head's is. */
function block(shape: readonly number[], heads: number, held: Heads) {
  const [rows, columns] = shape as [number, number];
  return held === 'rows'
    ? { rows: rows / heads, columns, step: columns, bytes: 4 * (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, bytes: 4 * (columns / heads) };
}

const size = (tensor: TensorInfo) => tensor.shape.reduce((a, b) => a * b, 1);
const wholePanels = (columns: number) => Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS;
