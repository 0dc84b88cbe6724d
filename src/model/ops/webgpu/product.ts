import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isPacked, matrixShape } from '../halves';
import { GELU } from './gelu';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter, times, vectorReader, weightReader } from './wgsl';

const THREADS = 64;

/** What a thread makes: so many rows of so many quads of columns; and how many rows of threads a workgroup has. */
interface Tile {
  readonly rows: number;
  readonly quads: number;
  readonly threadRows: number;
}

const LARGE: Tile = { rows: 8, quads: 2, threadRows: 8 };
/** For the few rows of a prompt: more threads, and fewer of them in vain. */
const SMALL: Tile = { rows: 4, quads: 1, threadRows: 4 };
const FEW_ROWS = 32;

type Epilogue = 'none' | 'gelu';

interface Constants extends Tile {
  readonly wideA: boolean;
  readonly wideB: boolean;
  readonly packedB: boolean;
  readonly bias: boolean;
  readonly residual: boolean;
  readonly scale: boolean;
  readonly epilogue: Epilogue;
  readonly limit: number;
}

/**
 * a · b + bias. Factors are read from the caches, not from shared memory: a thread's tile is large enough that this does not
 * bound it, and there is nothing to wait for.
 */
const shader: Shader<Constants> = {
  name: 'product',
  threads: THREADS,
  source: ({ rows, quads, threadRows, wideA, wideB, packedB, bias, residual, scale, epilogue, limit }) => {
    const threadColumns = THREADS / threadRows;
    const quadOf = (q: number) => `firstQuad + ${q * threadColumns}`;
    const clamped = (value: string) =>
      limit < Infinity ? `clamp(${value}, vec4<f32>(-${limit}), vec4<f32>(${limit}))` : value;
    const finish = (sum: string, row: string, quad: string) => {
      if (epilogue === 'gelu') return clamped(`gelu(${clamped(sum)})`);
      return clamped(
        `${scale ? `read_scale(${quad}) * ` : ''}${sum}${residual ? ` + read_residual(${row}, ${quad})` : ''}`,
      );
    };
    const store = (r: number, q: number) => {
      const row = `uniforms.outBegin + firstRow + ${r * threadRows}`;
      return `write(${row}, ${quadOf(q)}, ${finish(`sum${r}_${q}`, row, quadOf(q))});`;
    };
    return `
    ${rowReader('a', 'uniforms.aShape.y', wideA)}
    ${weightReader('b', 'uniforms.outShape.y', wideB, packedB)}
    ${rowWriter('uniforms.outShape.y', wideB)}
    ${bias ? vectorReader('bias') : ''}
    ${residual ? rowReader('residual', 'uniforms.outShape.y', wideB) : ''}
    ${scale ? vectorReader('scale') : ''}
    ${epilogue === 'gelu' ? GELU : ''}
    fn main(index: i32) {
      let lane = i32(localIndex);
      let blocks = (uniforms.outShape.y + ${4 * quads * threadColumns - 1}) / ${4 * quads * threadColumns};
      let firstRow = index / ${THREADS} / blocks * ${rows * threadRows} + lane / ${threadColumns};
      let firstQuad = index / ${THREADS} % blocks * ${quads * threadColumns} + lane % ${threadColumns};
      let depth = uniforms.aShape.y;
      ${times(quads, (q) => `let bias${q} = ${bias ? `read_bias(${quadOf(q)})` : 'vec4<f32>(0)'};`)}
      ${times(rows, (r) => times(quads, (q) => `var sum${r}_${q} = bias${q};`))}
      for (var k = 0; k < depth; k += 4) {
        ${times(quads, (q) => `let b${q} = mat4x4<f32>(read_b(k, ${quadOf(q)}), read_b(k + 1, ${quadOf(q)}), read_b(k + 2, ${quadOf(q)}), read_b(k + 3, ${quadOf(q)}));`)}
        ${times(rows, (r) => `{ let a = read_a(uniforms.begin + firstRow + ${r * threadRows}, k / 4); ${times(quads, (q) => `sum${r}_${q} += b${q} * a;`)} }`)}
      }
      ${times(rows, (r) => `if (firstRow + ${r * threadRows} < uniforms.rows) { ${times(quads, (q) => store(r, q))} }`)}
    }
  `;
  },
};

/** Rows of a matrix: all that there are, if not said otherwise. */
export interface Rows {
  readonly begin: number;
  readonly count: number;
}

export interface Product {
  /** [n, k]; of which `rows` are multiplied. */
  readonly a: TensorInfo;
  /** [k, m], floats or packed halves. */
  readonly b: TensorInfo;
  /** [m] */
  readonly bias?: TensorInfo | undefined;
  /** Added at the end: of the result's shape. */
  readonly residual?: TensorInfo;
  /** What is added to it is multiplied with this first: [m]. */
  readonly scale?: TensorInfo | undefined;
  readonly epilogue?: Epilogue;
  /** What goes into the epilogue and what comes out is clamped to ± this. */
  readonly limit?: number;
  readonly rows?: Rows;
  /** A matrix that takes the result, from row `begin` on, in place of a new one. */
  readonly into?: { readonly tensor: TensorInfo; readonly begin: number };
}

/** scale · (a · b + bias) + residual -> [rows, m]. */
export function product(
  backend: WebGPUBackend,
  { a, b, bias, residual, scale, rows = { begin: 0, count: a.shape[0]! }, into, ...end }: Product,
): TensorInfo {
  const columns = matrixShape(b)[1]!;
  const tile = rows.count > FEW_ROWS ? LARGE : SMALL;
  const wide = { wideA: isWide(a.shape[1]!), wideB: isWide(columns) };
  const { epilogue = 'none', limit = Infinity } = end;
  const constants = {
    ...tile,
    ...wide,
    packedB: isPacked(b),
    bias: bias !== undefined,
    residual: residual !== undefined,
    scale: scale !== undefined,
    epilogue,
    limit,
  };
  const perGroup = { rows: tile.rows * tile.threadRows, columns: 4 * tile.quads * (THREADS / tile.threadRows) };
  return dispatch(backend, shader, {
    inputs: {
      a: { tensor: a, wide: wide.wideA },
      b: { tensor: b, wide: wide.wideB },
      ...(bias && { bias: { tensor: bias } }),
      ...(residual && { residual: { tensor: residual, wide: wide.wideB } }),
      ...(scale && { scale: { tensor: scale } }),
    },
    out: { shape: into?.tensor.shape ?? [rows.count, columns], wide: wide.wideB, ...(into && { tensor: into.tensor }) },
    constants,
    uniforms: { begin: rows.begin, rows: rows.count, outBegin: into?.begin ?? 0 },
    workgroups: Math.ceil(rows.count / perGroup.rows) * Math.ceil(columns / perGroup.columns),
  });
}

export function linear(
  backend: WebGPUBackend,
  { x, weight, bias }: Record<string, TensorInfo>,
  { gelu }: { gelu: boolean },
): TensorInfo {
  return product(backend, { a: x!, b: weight!, bias, epilogue: gelu ? 'gelu' : 'none' });
}

export function clampedLinear(
  backend: WebGPUBackend,
  { x, weight, bias }: Record<string, TensorInfo>,
  { limit }: { limit: number },
): TensorInfo {
  return product(backend, { a: x!, b: weight!, bias, epilogue: 'gelu', limit });
}

export function addLinear(
  backend: WebGPUBackend,
  { y, x, weight, bias, scale }: Record<string, TensorInfo>,
  { limit }: { limit: number },
): TensorInfo {
  return product(backend, { a: x!, b: weight!, bias, residual: y!, scale, limit });
}
