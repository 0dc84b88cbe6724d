import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, type Shader } from './program';

/** `gelu(x)`, exact, through Abramowitz and Stegun's erf (7.1.26, off by 1.5e-7), as tfjs's own erf. */
export const GELU = `
  fn gelu(x: vec4<f32>) -> vec4<f32> {
    let size = abs(x) * ${Math.SQRT1_2};
    let t = 1.0 / (1.0 + 0.3275911 * size);
    let tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * exp(-size * size);
    return 0.5 * x * (1.0 + sign(x) * (1.0 - tail));
  }`;

const shader: Shader = {
  name: 'gelu',
  threads: 64,
  source: () => `
    ${GELU}
    fn main(index: i32) { if (index < uniforms.values) { result[index] = gelu(vec4<f32>(x[index])).x; } }
  `,
};

export function gelu(backend: WebGPUBackend, { x }: Record<string, TensorInfo>): TensorInfo {
  const values = x!.shape.reduce((a, b) => a * b, 1);
  return dispatch(backend, shader, {
    inputs: { x: { tensor: x! } },
    out: { shape: x!.shape },
    constants: {},
    uniforms: { values },
    workgroups: Math.ceil(values / shader.threads),
  });
}
