import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { HeadAttributes, Heads } from '../headMatMul';
import { floatBits, sizeOf, type Kernel } from './kernel';
import { READING, type Factor, type Native } from './native';
import { BLOCK_DEPTH, BLOCK_ROWS, TILE_COLUMNS, TILE_ROWS } from './tiles';

export const gelu: Kernel = (native, { x }) => {
  const out = native.output(x!.shape);
  native.call('gelu', native.at(x!), native.at(out), sizeOf(x!));
  return out;
};

export const linear: Kernel = (native, inputs, { gelu }: { gelu: boolean }) => projected(native, inputs, { activation: gelu ? GELU : NONE, limit: Infinity });

export const addLinear: Kernel = (native, inputs, { limit }: { limit: number }) => projected(native, inputs, { activation: NONE, limit, residual: inputs.y!, scale: inputs.scale });

export const clampedLinear: Kernel = (native, inputs, { limit }: { limit: number }) => projected(native, inputs, { activation: GELU, limit });

export const headMatMul: Kernel = (native, { a, b }, { heads, transposeB, ...held }: HeadAttributes) => {
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
};

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

function multiply(native: Native, a: Rows, b: Factor, c: Rows, { m, n, k }: Record<'m' | 'n' | 'k', number>, bias?: TensorInfo, ending: Ending = { activation: NONE, limit: Infinity }): void {
  const at = (tensor?: TensorInfo) => (tensor ? native.at(tensor) : 0);
  const end = [ending.activation, floatBits(ending.limit), at(ending.residual), at(ending.scale)];
  if (m <= FEW_ROWS && b.columnStep === 1) {
    const args = [a.at, a.step, b.at, b.rowStep, at(bias), c.at, c.step, m, k, ...end];
    native.divide('matmul_few', args, { total: n, quantum: TILE_COLUMNS, block: LONG_PIECE, cost: m * n * k + READING * n * k, scratch: FEW_SUMS + m * BLOCK_DEPTH });
  } else {
    const args = [a.at, a.step, native.pack(b, k, n), at(bias), c.at, c.step, n, k, ...end];
    native.divide('matmul', args, { total: m, quantum: TILE_ROWS, block: BLOCK_ROWS, cost: m * n * k, scratch: 0 });
  }
}

/** See matmul.c. */
const FEW_SUMS = 9216;
/** Columns of weights: shorter pieces of a row are slow to read. */
const LONG_PIECE = 192;

/** A head's part of a matrix that holds all heads: its size, the step from row to row in floats, and how far the next head's is. */
function block(shape: readonly number[], heads: number, held: Heads) {
  const [rows, columns] = shape as [number, number];
  return held === 'rows'
    ? { rows: rows / heads, columns, step: columns, bytes: 4 * (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, bytes: 4 * (columns / heads) };
}
