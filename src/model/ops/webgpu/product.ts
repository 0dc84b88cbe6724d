import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Rank, Tensor2D, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import { isFloat16, type Weight } from '../weights';
import type { Kernel } from './kernel';
import { GELU, isVec4, rowReader, rowWriter, times, vectorReader, weightInput, weightReader } from './wgsl';

const THREADS = 64;

/** The part of the result that a thread computes: so many rows of so many vec4 of columns; and how many rows of threads a workgroup has. */
interface Tile {
  readonly rows: number;
  readonly quads: number;
  readonly threadRows: number;
}

const LARGE: Tile = { rows: 8, quads: 2, threadRows: 8 };
/** For the few rows of a prompt: more threads, and fewer of them idle. */
const SMALL: Tile = { rows: 4, quads: 1, threadRows: 4 };
const FEW_ROWS = 32;

type Epilogue = 'none' | 'gelu';

interface Constants extends Tile {
  readonly vec4A: boolean;
  readonly vec4B: boolean;
  readonly float16B: boolean;
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
  source: ({ rows, quads, threadRows, vec4A, vec4B, float16B, bias, residual, scale, epilogue, limit }) => {
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
    ${rowReader('a', 'uniforms.aShape.y', vec4A)}
    ${weightReader('b', 'uniforms.outShape.y', vec4B, float16B)}
    ${rowWriter('uniforms.outShape.y', vec4B)}
    ${bias ? vectorReader('bias') : ''}
    ${residual ? rowReader('residual', 'uniforms.outShape.y', vec4B) : ''}
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

/** Rows of a matrix. */
export interface Rows {
  readonly begin: number;
  readonly count: number;
}

export interface Product {
  /** [n, k]; of which `rows` are multiplied. */
  readonly a: TensorInfo;
  /** [k, m] */
  readonly b: Weight<Rank.R2>;
  /** [m] */
  readonly bias?: TensorInfo | undefined;
  /** Added at the end: of the result's shape. */
  readonly residual?: TensorInfo;
  /** What is added to it is multiplied with this first: [m]. */
  readonly scale?: TensorInfo | undefined;
  readonly epilogue?: Epilogue;
  /** What goes into the epilogue and what comes out is clamped to ± this. */
  readonly limit?: number;
  readonly rows: Rows;
  /** A matrix that takes the result, from row `begin` on, in place of a new one. */
  readonly into?: { readonly tensor: TensorInfo; readonly begin: number };
}

/** scale · (a · b + bias) + residual -> [rows, m]. */
export function product(
  backend: WebGPUBackend,
  { a, b, bias, residual, scale, epilogue = 'none', limit = Infinity, rows, into }: Product,
): TensorInfo {
  const columns = b.shape[1];
  const tile = rows.count > FEW_ROWS ? LARGE : SMALL;
  const [vec4A, vec4B] = [isVec4(b.shape[0]), isVec4(columns)];
  const perGroup = { rows: tile.rows * tile.threadRows, columns: 4 * tile.quads * (THREADS / tile.threadRows) };
  return dispatch(backend, shader, {
    inputs: {
      a: { tensor: a, vec4: vec4A },
      b: weightInput(b, vec4B),
      ...(bias && { bias: { tensor: bias } }),
      ...(residual && { residual: { tensor: residual, vec4: vec4B } }),
      ...(scale && { scale: { tensor: scale } }),
    },
    out: { shape: into?.tensor.shape ?? [rows.count, columns], vec4: vec4B, ...(into && { tensor: into.tensor }) },
    constants: {
      ...tile,
      vec4A,
      vec4B,
      float16B: isFloat16(b),
      bias: bias !== undefined,
      residual: residual !== undefined,
      scale: scale !== undefined,
      epilogue,
      limit,
    },
    uniforms: { begin: rows.begin, rows: rows.count, outBegin: into?.begin ?? 0 },
    workgroups: Math.ceil(rows.count / perGroup.rows) * Math.ceil(columns / perGroup.columns),
  });
}

const allOf = ({ shape: [count] }: Tensor2D): Rows => ({ begin: 0, count });

export const linear: Kernel<'Linear'> = (backend, { x, weight, bias }, { activation }) =>
  product(backend, { a: x, b: weight, bias, rows: allOf(x), epilogue: activation });

export const clampedLinear: Kernel<'ClampedLinear'> = (backend, { x, weight, bias }, { limit }) =>
  product(backend, { a: x, b: weight, bias, rows: allOf(x), epilogue: 'gelu', limit });

export const addLinear: Kernel<'AddLinear'> = (backend, { y, x, weight, bias, scale }, { limit }) =>
  product(backend, { a: x, b: weight, bias, rows: allOf(x), residual: y, scale, limit });
