import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Constants of a shader's source. TensorFlow.js keeps a pipeline by the shader's name and these. */
export type Constants = object;

/**
 * A compute shader in the form that TensorFlow.js runs. The source defines `fn main(index: i32)`, called by every thread with its number,
 * and may use `localIndex`, `result`, its inputs by name, and `uniforms`: the shape of every input as `nameShape`, `outShape`,
 * and integers of its own. TensorFlow.js binds only those inputs that the source uses, so it has to use them all.
 */
export interface Shader<C extends Constants = Constants> {
  readonly name: string;
  /** Threads in a workgroup. */
  readonly threads: number;
  readonly source: (constants: C) => string;
}

/**
 * A tensor that a shader reads: as `array<f32>`, or as `array<vec4<f32>>` where `vec4` is set; a tensor of integers, among them pairs of
 * float16, as `array<i32>` and `array<vec2<i32>>`.
 */
export interface Input {
  readonly tensor: TensorInfo;
  readonly vec4?: boolean;
}

/** What a shader writes: as an input, or as `array<atomic<i32>>`. */
export interface Output {
  readonly shape: readonly number[];
  /** float32 if left out. */
  readonly dtype?: 'int32';
  readonly vec4?: boolean;
  readonly atomic?: boolean;
  /** A tensor to write to, if not a new one. */
  readonly tensor?: TensorInfo;
}

export interface Dispatch<C extends Constants> {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly out: Output;
  readonly constants: C;
  readonly uniforms?: Readonly<Record<string, number>>;
  /** Any number: beyond WebGPU's 65,535 on an axis they are spread over several, with some to spare at the end. */
  readonly workgroups: number;
}

/** Runs a shader; the result is a tensor of the backend's. */
export function dispatch<C extends Constants>(
  backend: WebGPUBackend,
  shader: Shader<C>,
  { inputs, out, constants, uniforms = {}, workgroups }: Dispatch<C>,
): TensorInfo {
  const tensors = Object.values(inputs);
  const components = tensors.map(({ tensor: { dtype }, vec4 }) => componentsOf(dtype, vec4));
  const { dtype = 'float32' } = out;
  const outputComponent = componentsOf(dtype, out.vec4);
  const program: WebGPUProgram = {
    shaderKey: `glip ${shader.name} ${JSON.stringify(constants)} ${components.join('')}${outputComponent}`,
    variableNames: Object.keys(inputs),
    variableComponents: components,
    outputComponent,
    ...(out.atomic && { atomic: true }),
    outputShape: [...out.shape],
    uniforms: Object.keys(uniforms)
      .map((name) => `${name} : i32,`)
      .join(' '),
    workgroupSize: [shader.threads, 1, 1],
    dispatchLayout: { x: out.shape.map((_, axis) => axis) },
    dispatch: [workgroups, 1, 1],
    getUserCode: () => shader.source(constants),
  };
  const values = Object.values(uniforms).map((value) => ({ type: 'int32', data: [value] }));
  return backend.runWebGPUProgram(
    program,
    tensors.map(({ tensor }) => tensor),
    dtype,
    values,
    out.tensor,
  );
}

/** Elements that hold four numbers: integers are pairs of float16. */
function componentsOf(dtype: string, vec4 = false): number {
  if (!vec4) return 1;
  return dtype === 'int32' ? 2 : 4;
}
