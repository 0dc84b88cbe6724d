import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { matrixShape } from '../halves';
import { dispatch, type Shader } from './program';
import { FOUR_HALVES } from './wgsl';

const THREADS = 64;

/** Four numbers a thread, either way. */
const pack: Shader = {
  name: 'packHalves',
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
  name: 'unpackHalves',
  threads: THREADS,
  source: () => `
    ${FOUR_HALVES}
    fn main(index: i32) { if (index < uniforms.quads) { result[index] = fourHalves(packed[index]); } }
  `,
};

const unpackSome: Shader = {
  name: 'unpackRows',
  threads: THREADS,
  source: () => `
    ${FOUR_HALVES}
    fn main(index: i32) {
      if (index >= uniforms.quads) { return; }
      let row = indices[index / uniforms.rowQuads];
      result[index] = fourHalves(packed[row * uniforms.rowQuads + index % uniforms.rowQuads]);
    }
  `,
};

export function packHalves(backend: WebGPUBackend, { floats }: Record<string, TensorInfo>): TensorInfo {
  const shape = [...floats!.shape.slice(0, -1), floats!.shape.at(-1)! / 2];
  return dispatch(backend, pack, {
    inputs: { floats: { tensor: floats!, wide: true } },
    out: { shape, dtype: 'int32', wide: true },
    constants: {},
    ...sizes(floats!.shape),
  });
}

export function unpackHalves(backend: WebGPUBackend, { packed }: Record<string, TensorInfo>): TensorInfo {
  const shape = matrixShape(packed!);
  return dispatch(backend, unpack, {
    inputs: { packed: { tensor: packed!, wide: true } },
    out: { shape, wide: true },
    constants: {},
    ...sizes(shape),
  });
}

export function unpackRows(backend: WebGPUBackend, { packed, indices }: Record<string, TensorInfo>): TensorInfo {
  const columns = matrixShape(packed!)[1]!;
  const shape = [indices!.shape[0]!, columns];
  const { uniforms, workgroups } = sizes(shape);
  const inputs = { packed: { tensor: packed!, wide: true }, indices: { tensor: indices! } };
  return dispatch(backend, unpackSome, {
    inputs,
    out: { shape, wide: true },
    constants: {},
    uniforms: { ...uniforms, rowQuads: columns / 4 },
    workgroups,
  });
}

function sizes(shape: readonly number[]) {
  const quads = shape.reduce((a, b) => a * b, 1) / 4;
  return { uniforms: { quads }, workgroups: Math.ceil(quads / THREADS) };
}
