import type { Rank } from '@tensorflow/tfjs-core';
import type { Input } from '../tfjs/webgpuProgram';
import { isFloat16, type Weight } from '../weights';

/** Whether rows of so many values can be read and written as vec4. */
export const isVec4 = (columns: number) => columns % 4 === 0;

/** `fromFloat16(pairs)`: four numbers of a tensor in float16 (see Float16Tensor). */
export const FROM_FLOAT16 = `
  fn fromFloat16(pairs: vec2<i32>) -> vec4<f32> {
    let bits = bitcast<vec2<u32>>(pairs);
    return vec4<f32>(unpack2x16float(bits.x), unpack2x16float(bits.y));
  }`;

/** `times(3, (i) => ...)`: source repeated, since arrays with a running index cost dearly in registers. */
export const times = (count: number, source: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => source(i)).join('\n');

/**
 * `read_name(row, quad)`: the values 4·quad … 4·quad + 3 of a row of a matrix as a vec4; beyond the row's end zeros.
 * @param columns an expression for the length of a row
 */
export function rowReader(name: string, columns: string, vec4: boolean): string {
  if (vec4)
    return `fn read_${name}(row: i32, quad: i32) -> vec4<f32> { return ${name}[row * (${columns} / 4) + quad]; }`;
  const value = (i: number) => `select(0.0, ${name}[at + ${i}], 4 * quad + ${i} < ${columns})`;
  return `fn read_${name}(row: i32, quad: i32) -> vec4<f32> {
    let at = row * ${columns} + 4 * quad;
    return vec4<f32>(${[0, 1, 2, 3].map(value).join(', ')});
  }`;
}

/** `rowReader` of weights, which may be in float16 (and fit vec4 then). For one matrix of a shader: it brings a function along. */
export function weightReader(name: string, columns: string, vec4: boolean, float16: boolean): string {
  if (!float16) return rowReader(name, columns, vec4);
  return `${FROM_FLOAT16}
  fn read_${name}(row: i32, quad: i32) -> vec4<f32> { return fromFloat16(${name}[row * (${columns} / 4) + quad]); }`;
}

/** `read_name(at)`: one value of a matrix of weights, which may be in float16. */
export function valueReader(name: string, float16: boolean): string {
  const value = float16 ? `unpack2x16float(bitcast<u32>(${name}[at / 2]))[at % 2]` : `${name}[at]`;
  return `fn read_${name}(at: i32) -> f32 { return ${value}; }`;
}

/** `write(row, quad, value)` into the result, a matrix; values beyond the row's end are dropped. */
export function rowWriter(columns: string, vec4: boolean): string {
  if (vec4)
    return `fn write(row: i32, quad: i32, value: vec4<f32>) { if (4 * quad < ${columns}) { result[row * (${columns} / 4) + quad] = value; } }`;
  const store = (i: number) =>
    `if (4 * quad + ${i} < ${columns}) { result[row * ${columns} + 4 * quad + ${i}] = value[${i}]; }`;
  return `fn write(row: i32, quad: i32, value: vec4<f32>) { ${[0, 1, 2, 3].map(store).join(' ')} }`;
}

/** `read_name(quad)`: four values of a vector, which is no `array<vec4>`; beyond its end the values are undefined. */
export const vectorReader = (name: string) =>
  `fn read_${name}(quad: i32) -> vec4<f32> { return vec4<f32>(${[0, 1, 2, 3].map((i) => `${name}[4 * quad + ${i}]`).join(', ')}); }`;

/** `gelu(x)`, exact, through Abramowitz and Stegun's erf (7.1.26, off by 1.5e-7), as TensorFlow.js's own erf. */
export const GELU = `
  fn gelu(x: vec4<f32>) -> vec4<f32> {
    let size = abs(x) * ${Math.SQRT1_2};
    let t = 1.0 / (1.0 + 0.3275911 * size);
    let tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * exp(-size * size);
    return 0.5 * x * (1.0 + sign(x) * (1.0 - tail));
  }`;

/** Weights as an input of a shader that reads four of them at a time where `vec4` is set. */
export function weightInput<R extends Rank>(weight: Weight<R>, vec4 = false): Input {
  return { tensor: isFloat16(weight) ? weight.pairs : weight, vec4 };
}
