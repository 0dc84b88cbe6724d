import type { Heads } from '../attention';
import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import { isFloat16 } from '../weights';
import type { Kernel } from './kernel';
import { times, valueReader, weightInput } from './wgsl';

interface Constants {
  readonly float16A: boolean;
  readonly float16B: boolean;
  readonly transposeB: boolean;
}

/** Rows that a thread computes, four columns of each. */
const ROWS = 4;

/** One product a head. The uniforms hold the distances between heads and between rows of every matrix: see headMatMul. */
const shader: Shader<Constants> = {
  name: 'headMatMul',
  threads: 64,
  source: ({ float16A, float16B, transposeB }) => {
    const at = (column: number) =>
      transposeB
        ? `read_b(bFirst + min(column + ${column}, columns - 1) * uniforms.bRow + k)`
        : `read_b(bFirst + k * uniforms.bRow + column + ${column})`;
    return `
    ${valueReader('a', float16A)}
    ${valueReader('b', float16B)}
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

export const headMatMul: Kernel<'HeadMatMul'> = (backend, { a, b }, { heads, transposeB, ...layouts }) => {
  const left = headOf(a.shape, heads, layouts.a);
  const right = headOf(b.shape, heads, layouts.b);
  const columns = transposeB ? right.rows : right.columns;
  const shape: [number, number] = layouts.out === 'rows' ? [heads * left.rows, columns] : [left.rows, heads * columns];
  const out = headOf(shape, heads, layouts.out);
  return dispatch(backend, shader, {
    inputs: { a: weightInput(a), b: weightInput(b) },
    out: { shape },
    constants: { float16A: isFloat16(a), float16B: isFloat16(b), transposeB },
    uniforms: {
      heads,
      rows: left.rows,
      columns,
      depth: left.columns,
      aHead: left.distance,
      aRow: left.step,
      bHead: right.distance,
      bRow: right.step,
      outHead: out.distance,
      outRow: out.step,
    },
    workgroups: Math.ceil((heads * Math.ceil(left.rows / ROWS) * Math.ceil(columns / 4)) / shader.threads),
  });
};

/** A head's part of a matrix: its size, the step from row to row, and the distance to the next head's part. */
function headOf([rows, columns]: readonly [number, number], heads: number, layout: Heads) {
  return layout === 'rows'
    ? { rows: rows / heads, columns, step: columns, distance: (rows / heads) * columns }
    : { rows, columns: columns / heads, step: columns, distance: columns / heads };
}
