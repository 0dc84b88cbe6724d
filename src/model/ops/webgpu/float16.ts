import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import type { Kernel } from './kernel';
import { FROM_FLOAT16, weightInput } from './wgsl';

const THREADS = 64;

/** A thread converts four numbers, either way. */
const pack: Shader = {
  name: 'packFloat16',
  threads: THREADS,
  source: () => `
    fn main(index: i32) {
      if (index >= uniforms.quads) { return; }
      let four = floats[index];
      result[index] = bitcast<vec2<i32>>(vec2<u32>(pack2x16float(four.xy), pack2x16float(four.zw)));
    }
  `,
};

const unpack: Shader = {
  name: 'unpackFloat16',
  threads: THREADS,
  source: () => `
    ${FROM_FLOAT16}
    fn main(index: i32) { if (index < uniforms.quads) { result[index] = fromFloat16(weight[index]); } }
  `,
};

const gatherRows: Shader = {
  name: 'unpackRows',
  threads: THREADS,
  source: () => `
    ${FROM_FLOAT16}
    fn main(index: i32) {
      if (index >= uniforms.quads) { return; }
      let row = indices[index / uniforms.rowQuads];
      result[index] = fromFloat16(table[row * uniforms.rowQuads + index % uniforms.rowQuads]);
    }
  `,
};

export const packFloat16: Kernel<'PackFloat16'> = (backend, { floats }) => {
  const columns = floats.shape.at(-1) ?? 1;
  return dispatch(backend, pack, {
    inputs: { floats: { tensor: floats, vec4: true } },
    out: { shape: [...floats.shape.slice(0, -1), columns / 2], dtype: 'int32', vec4: true },
    constants: {},
    ...sizes(floats.shape),
  });
};

export const unpackFloat16: Kernel<'UnpackFloat16'> = (backend, { weight }) =>
  dispatch(backend, unpack, {
    inputs: { weight: weightInput(weight, true) },
    out: { shape: weight.shape, vec4: true },
    constants: {},
    ...sizes(weight.shape),
  });

export const unpackRows: Kernel<'UnpackRows'> = (backend, { table, indices }) => {
  const columns = table.shape[1];
  const shape = [indices.shape[0], columns];
  const { uniforms, workgroups } = sizes(shape);
  return dispatch(backend, gatherRows, {
    inputs: { table: weightInput(table, true), indices: { tensor: indices } },
    out: { shape, vec4: true },
    constants: {},
    uniforms: { ...uniforms, rowQuads: columns / 4 },
    workgroups,
  });
};

function sizes(shape: readonly number[]) {
  const quads = shape.reduce((a, b) => a * b, 1) / 4;
  return { uniforms: { quads }, workgroups: Math.ceil(quads / THREADS) };
}
