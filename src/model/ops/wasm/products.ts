import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { HeadAttributes, Heads } from '../headMatMul';
import { ACTIVATION_GELU, ACTIVATION_NONE, BLOCK_ROWS, FEW_ROWS, TILE_COLUMNS, TILE_ROWS, type Address } from './abi';
import { sizeOf, type Kernel } from './kernel';
import { behind, NONE, READING, type Factor, type Native } from './native';

export const gelu: Kernel = (native, { x }) => {
  const out = native.output(x!.shape);
  native.call('gelu', { x: native.at(x!), out: native.at(out), n: sizeOf(x!) });
  return out;
};

export const linear: Kernel = (native, inputs, { gelu }: { gelu: boolean }) =>
  projected(native, inputs, { activation: gelu ? ACTIVATION_GELU : ACTIVATION_NONE, limit: Infinity });

export const addLinear: Kernel = (native, inputs, { limit }: { limit: number }) =>
  projected(native, inputs, { activation: ACTIVATION_NONE, limit, residual: inputs.y!, scale: inputs.scale });

export const clampedLinear: Kernel = (native, inputs, { limit }: { limit: number }) =>
  projected(native, inputs, { activation: ACTIVATION_GELU, limit });

export const headMatMul: Kernel = (native, { a, b }, { heads, transposeB, ...held }: HeadAttributes) => {
  const from = block(a!.shape, heads, held.a);
  const by = block(b!.shape, heads, held.b);
  const [n, rowStep, columnStep] = transposeB ? [by.rows, 1, by.step] : [by.columns, by.step, 1];
  const out = native.output(held.out === 'rows' ? [heads * from.rows, n] : [from.rows, heads * n]);
  const to = block(out.shape, heads, held.out);
  for (let h = 0; h < heads; h++) {
    const left = { at: behind(native.at(a!), h * from.floats), step: from.step };
    const right = { at: behind(native.at(b!), h * by.floats), rowStep, columnStep };
    multiply(
      native,
      left,
      right,
      { at: behind(native.at(out), h * to.floats), step: to.step },
      { m: from.rows, n, k: from.columns },
    );
  }
  return out;
};

/** What becomes of a product: see matmul.c. */
interface Epilogue {
  readonly activation: typeof ACTIVATION_NONE | typeof ACTIVATION_GELU;
  readonly limit: number;
  readonly residual?: TensorInfo | undefined;
  readonly scale?: TensorInfo | undefined;
}

const PLAIN: Epilogue = { activation: ACTIVATION_NONE, limit: Infinity };

/** x [m, k] · weight [k, n] + bias [n], and what then becomes of it. */
function projected(native: Native, { x, weight, bias }: Record<string, TensorInfo>, epilogue: Epilogue): TensorInfo {
  const [m, k] = x!.shape as [number, number];
  const n = weight!.shape[1]!;
  const out = native.output([m, n]);
  const by = { at: native.at(weight!), rowStep: n, columnStep: 1 };
  multiply(native, { at: native.at(x!), step: k }, by, { at: native.at(out), step: n }, { m, n, k }, bias, epilogue);
  return out;
}

/** A matrix with contiguous rows: where it begins, and the step from row to row in floats. */
interface Rows {
  readonly at: Address;
  readonly step: number;
}

/** Where the product has few rows its columns are divided instead: then reading the right factor costs more than multiplying. */
function multiply(
  native: Native,
  a: Rows,
  b: Factor,
  c: Rows,
  { m, n, k }: Record<'m' | 'n' | 'k', number>,
  bias?: TensorInfo,
  epilogue = PLAIN,
): void {
  const at = (tensor?: TensorInfo) => (tensor ? native.at(tensor) : NONE);
  const { activation, limit } = epilogue;
  const rest = {
    bias: at(bias),
    c: c.at,
    cStep: c.step,
    activation,
    limit,
    residual: at(epilogue.residual),
    scale: at(epilogue.scale),
  };
  if (m <= FEW_ROWS && b.columnStep === 1) {
    const job = { a: a.at, aStep: a.step, b: b.at, bStep: b.rowStep, m, k, ...rest };
    native.divide('matmul_few', job, {
      total: n,
      quantum: TILE_COLUMNS,
      block: LONG_PIECE,
      cost: m * n * k + READING * n * k,
    });
  } else {
    const job = { a: a.at, aStep: a.step, packed: native.pack(b, k, n), n, k, ...rest };
    native.divide('matmul', job, { total: m, quantum: TILE_ROWS, block: BLOCK_ROWS, cost: m * n * k });
  }
}

/** Columns of weights: shorter pieces of a row are slow to read. */
const LONG_PIECE = 192;

/** A head's part of a matrix that holds all heads: its size, the step from row to row in floats, and how far the next head's is. */
function block(shape: readonly number[], heads: number, held: Heads) {
  const [rows, columns] = shape as [number, number];
  return held === 'rows'
    ? { rows: rows / heads, columns, step: columns, floats: (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, floats: columns / heads };
}
