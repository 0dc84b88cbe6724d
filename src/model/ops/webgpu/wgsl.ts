/** Whether rows of so many values can be read and written as vec4. */
export const isWide = (columns: number) => columns % 4 === 0;

/** `fourHalves(pairs)`: four numbers that are packed (ops/halves). */
export const FOUR_HALVES = `
  fn fourHalves(pairs: vec2<i32>) -> vec4<f32> {
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
export function rowReader(name: string, columns: string, wide: boolean): string {
  if (wide)
    return `fn read_${name}(row: i32, quad: i32) -> vec4<f32> { return ${name}[row * (${columns} / 4) + quad]; }`;
  const value = (i: number) => `select(0.0, ${name}[at + ${i}], 4 * quad + ${i} < ${columns})`;
  return `fn read_${name}(row: i32, quad: i32) -> vec4<f32> {
    let at = row * ${columns} + 4 * quad;
    return vec4<f32>(${[0, 1, 2, 3].map(value).join(', ')});
  }`;
}

/** `rowReader` of weights, which may be packed (and are wide then). For one matrix of a shader: it brings a function along. */
export function weightReader(name: string, columns: string, wide: boolean, packed: boolean): string {
  if (!packed) return rowReader(name, columns, wide);
  return `${FOUR_HALVES}
  fn read_${name}(row: i32, quad: i32) -> vec4<f32> { return fourHalves(${name}[row * (${columns} / 4) + quad]); }`;
}

/** `read_name(at)`: one value of a matrix of weights, which may be packed. */
export function valueReader(name: string, packed: boolean): string {
  const value = packed ? `unpack2x16float(bitcast<u32>(${name}[at / 2]))[at % 2]` : `${name}[at]`;
  return `fn read_${name}(at: i32) -> f32 { return ${value}; }`;
}

/** `write(row, quad, value)` into the result, a matrix; values beyond the row's end are dropped. */
export function rowWriter(columns: string, wide: boolean): string {
  if (wide)
    return `fn write(row: i32, quad: i32, value: vec4<f32>) { if (4 * quad < ${columns}) { result[row * (${columns} / 4) + quad] = value; } }`;
  const store = (i: number) =>
    `if (4 * quad + ${i} < ${columns}) { result[row * ${columns} + 4 * quad + ${i}] = value[${i}]; }`;
  return `fn write(row: i32, quad: i32, value: vec4<f32>) { ${[0, 1, 2, 3].map(store).join(' ')} }`;
}

/** `read_name(quad)`: four values of a vector, which is no `array<vec4>`; beyond its end anything. */
export const vectorReader = (name: string) =>
  `fn read_${name}(quad: i32) -> vec4<f32> { return vec4<f32>(${[0, 1, 2, 3].map((i) => `${name}[4 * quad + ${i}]`).join(', ')}); }`;
