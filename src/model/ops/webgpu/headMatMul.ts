import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isPacked, matrixShape } from '../halves';
import type { Heads } from '../headMatMul';
import { dispatch, type Shader } from './program';
import { times, valueReader } from './wgsl';

interface Constants {
  readonly packedA: boolean;
  readonly packedB: boolean;
  readonly transposeB: boolean;
}

/** Rows that a thread makes, four columns of each. */
const ROWS = 4;

/** One product a head. The uniforms tell for every matrix how far apart its heads and its rows are: see headMatMul. */
const shader: Shader<Constants> = {
  name: 'headMatMul',
  threads: 64,
  source: ({ packedA, packedB, transposeB }) => {
    const at = (column: number) =>
      transposeB
        ? `read_b(bFirst + min(column + ${column}, columns - 1) * uniforms.bRow + k)`
        : `read_b(bFirst + k * uniforms.bRow + column + ${column})`;
    return `
    ${valueReader('a', packedA)}
    ${valueReader('b', packedB)}
    fn main(index: i32) {
      let columns = uniforms.columns;
      let across = (columns + 3) / 4;
      let down = (uniforms.rows + ${ROWS - 1}) / ${ROWS};
      let column = index % across * 4;
      let row = index / across % down * ${ROWS};
      let head = index / across / down;
      if (head >= uniforms.heads) { return; }
      let bFirst = head * uniforms.bHead;
      ${times(ROWS, (r) => `var sum${r} = vec4<f32>(0); let aFirst${r} = head * uniforms.aHead + min(row + ${r}, uniforms.rows - 1) * uniforms.aRow;`)}
      for (var k = 0; k < uniforms.depth; k++) {
        let factors = vec4<f32>(${[0, 1, 2, 3].map(at).join(', ')});
        ${times(ROWS, (r) => `sum${r} += read_a(aFirst${r} + k) * factors;`)}
      }
      ${times(ROWS, (r) => times(4, (c) => `if (row + ${r} < uniforms.rows && column + ${c} < columns) { result[head * uniforms.outHead + (row + ${r}) * uniforms.outRow + column + ${c}] = sum${r}[${c}]; }`))}
    }
  `;
  },
};

interface Attributes {
  readonly heads: number;
  readonly a: Heads;
  readonly b: Heads;
  readonly out: Heads;
  readonly transposeB: boolean;
}

export function headMatMul(
  backend: WebGPUBackend,
  { a, b }: Record<string, TensorInfo>,
  { heads, transposeB, ...held }: Attributes,
): TensorInfo {
  const left = headOf(matrixShape(a!), heads, held.a);
  const right = headOf(matrixShape(b!), heads, held.b);
  const columns = transposeB ? right.rows : right.columns;
  const shape = held.out === 'rows' ? [heads * left.rows, columns] : [left.rows, heads * columns];
  const out = headOf(shape, heads, held.out);
  return dispatch(backend, shader, {
    inputs: { a: { tensor: a! }, b: { tensor: b! } },
    out: { shape },
    constants: { packedA: isPacked(a!), packedB: isPacked(b!), transposeB },
    uniforms: {
      ...{ heads, rows: left.rows, columns, depth: left.columns },
      ...{
        aHead: left.apart,
        aRow: left.step,
        bHead: right.apart,
        bRow: right.step,
        outHead: out.apart,
        outRow: out.step,
      },
    },
    workgroups: Math.ceil((heads * Math.ceil(left.rows / ROWS) * Math.ceil(columns / 4)) / shader.threads),
  });
}

/** The size of a head's part of a matrix, the step from row to row, and how far the next head's part is. */
function headOf(shape: readonly number[], heads: number, held: Heads) {
  const [rows, columns] = shape as [number, number];
  return held === 'rows'
    ? { rows: rows / heads, columns, step: columns, apart: (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, apart: columns / heads };
}
