import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Heads } from '../attention';
import type { Affine } from '../linear';
import { ACTIVATION_GELU, ACTIVATION_NONE, BLOCK_ROWS, FEW_ROWS, TILE_COLUMNS, TILE_ROWS, type Address } from './abi';
import type { Kernel } from './kernel';
import { behind, NONE, READING, type Factor, type Native } from './native';

export const linear: Kernel<'Linear'> = (native, inputs, { activation }) =>
  projected(native, inputs, {
    activation: activation === 'gelu' ? ACTIVATION_GELU : ACTIVATION_NONE,
    limit: Infinity,
  });

export const addLinear: Kernel<'AddLinear'> = (native, { y, scale, ...inputs }, { limit }) =>
  projected(native, inputs, { activation: ACTIVATION_NONE, limit, residual: y, scale });

export const clampedLinear: Kernel<'ClampedLinear'> = (native, inputs, { limit }) =>
  projected(native, inputs, { activation: ACTIVATION_GELU, limit });

export const headMatMul: Kernel<'HeadMatMul'> = (native, { a, b }, { heads, transposeB, ...layouts }) => {
  const left = headOf(a.shape, heads, layouts.a);
  const right = headOf(b.shape, heads, layouts.b);
  const [n, rowStep, columnStep] = transposeB ? [right.rows, 1, right.step] : [right.columns, right.step, 1];
  const shape: [number, number] = layouts.out === 'rows' ? [heads * left.rows, n] : [left.rows, heads * n];
  const out = native.output(shape);
  const result = headOf(shape, heads, layouts.out);
  for (let h = 0; h < heads; h++) {
    multiply(
      native,
      { at: behind(native.atWeight(a), h * left.floats), step: left.step },
      { at: behind(native.atWeight(b), h * right.floats), rowStep, columnStep },
      { at: behind(native.at(out), h * result.floats), step: result.step },
      { m: left.rows, n, k: left.columns },
    );
  }
  return out;
};

/** What a product goes through before it is stored: see matmul.c. */
interface Epilogue {
  readonly activation: typeof ACTIVATION_NONE | typeof ACTIVATION_GELU;
  readonly limit: number;
  readonly residual?: Tensor2D;
  readonly scale?: Tensor1D | undefined;
}

const NO_EPILOGUE: Epilogue = { activation: ACTIVATION_NONE, limit: Infinity };

/** x [m, k] · weight [k, n] + bias [n], through the epilogue. */
function projected(native: Native, { x, weight, bias }: Affine & { readonly x: Tensor2D }, epilogue: Epilogue) {
  const [m, k] = x.shape;
  const [, n] = weight.shape;
  const out = native.output([m, n]);
  const right = { at: native.atWeight(weight), rowStep: n, columnStep: 1 };
  multiply(native, { at: native.at(x), step: k }, right, { at: native.at(out), step: n }, { m, n, k }, bias, epilogue);
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
  bias?: Tensor1D,
  { activation, limit, residual, scale } = NO_EPILOGUE,
): void {
  const at = (tensor?: Tensor) => (tensor ? native.at(tensor) : NONE);
  const rest = {
    bias: at(bias),
    c: c.at,
    cStep: c.step,
    activation,
    limit,
    residual: at(residual),
    scale: at(scale),
  };
  if (m <= FEW_ROWS && b.columnStep === 1) {
    const job = { a: a.at, aStep: a.step, b: b.at, bStep: b.rowStep, m, k, ...rest };
    native.divide('matmul_few', job, {
      total: n,
      quantum: TILE_COLUMNS,
      block: COLUMN_BLOCK,
      cost: m * n * k + READING * n * k,
    });
  } else {
    const job = { a: a.at, aStep: a.step, packed: native.pack(b, k, n), n, k, ...rest };
    native.divide('matmul', job, { total: m, quantum: TILE_ROWS, block: BLOCK_ROWS, cost: m * n * k });
  }
}

/** Columns of weights that a thread takes at once: shorter pieces of a row are slow to read. */
const COLUMN_BLOCK = 192;

/** A head's part of a matrix that holds all heads: its size, the step from row to row in floats, and the distance to the next head's. */
function headOf([rows, columns]: readonly [number, number], heads: number, layout: Heads) {
  return layout === 'rows'
    ? { rows: rows / heads, columns, step: columns, floats: (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, floats: columns / heads };
}
