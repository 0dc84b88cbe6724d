import { describe, expect, it } from 'vitest';
import { GlipError } from '../../errors';
import { readSafetensors } from './safetensors';
import { decodeTensor, type Dtype } from '../tensors/rawTensor';

interface Entry {
  dtype: unknown;
  shape: unknown;
  data_offsets: unknown;
}

function file(header: unknown, data = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (dtype: Dtype, shape: number[], begin: number, end: number): Entry => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const bytesOf = (array: ArrayBufferView<ArrayBuffer>) => new Uint8Array(array.buffer);

function fault(bytes: Uint8Array): GlipError {
  try {
    readSafetensors(bytes);
  } catch (error) {
    if (error instanceof GlipError) return error;
    throw error;
  }
  throw new Error('The file was read.');
}

describe('readSafetensors', () => {
  it.each([
    ['F32', bytesOf(Float32Array.of(1.5, -2)), [1.5, -2]],
    ['F16', bytesOf(Uint16Array.of(0x3e00, 0xc000, 0x0001, 0x7bff, 0x8000)), [1.5, -2, 2 ** -24, 65504, -0]],
    ['BF16', bytesOf(Uint16Array.of(0x3fc0, 0xc000)), [1.5, -2]],
    ['I32', bytesOf(Int32Array.of(7, -8)), [7, -8]],
    ['I64', bytesOf(BigInt64Array.of(7n, -8n)), [7, -8]],
  ] as const)('decodes %s', (dtype, data, values) => {
    const { tensors } = readSafetensors(file({ a: entry(dtype, [values.length], 0, data.length) }, data));
    expect([...decodeTensor('a', tensors.get('a')!)]).toEqual([...values]);
  });

  it('makes float16 of int8 with a scale for each channel, which is then no tensor of its own', () => {
    const data = new Uint8Array([...bytesOf(Int8Array.of(127, -2, 3, 0)), ...bytesOf(Float32Array.of(0.5, 2))]);
    const { tensors } = readSafetensors(
      file({ a: entry('I8', [2, 2], 0, 4), a_scale: entry('F32', [2], 4, 12) }, data),
    );
    expect([...tensors.keys()]).toEqual(['a']);
    expect(tensors.get('a')).toMatchObject({ dtype: 'F16', shape: [2, 2] });
    expect([...decodeTensor('a', tensors.get('a')!)]).toEqual([63.5, -1, 6, 0]);
  });

  it('leaves int8 without scales as it is, and refuses scales that do not fit', () => {
    const data = bytesOf(Int8Array.of(1, -2));
    const { tensors } = readSafetensors(file({ a: entry('I8', [2], 0, 2) }, data));
    expect([...decodeTensor('a', tensors.get('a')!)]).toEqual([1, -2]);
    for (const scale of [entry('F32', [1], 2, 6), entry('F16', [2], 2, 6)])
      expect(fault(file({ a: entry('I8', [2], 0, 2), a_scale: scale }, new Uint8Array(6)))).toMatchObject({
        code: 'weights-tensor',
        message: expect.stringContaining('"a_scale"') as string,
      });
  });

  it('decodes infinities and NaN of F16', () => {
    const data = bytesOf(Uint16Array.of(0x7c00, 0xfc00, 0x7e00));
    const { tensors } = readSafetensors(file({ a: entry('F16', [3], 0, 6) }, data));
    expect([...decodeTensor('a', tensors.get('a')!)]).toEqual([Infinity, -Infinity, NaN]);
  });

  it('reads scalars, empty tensors, metadata, and data at any alignment', () => {
    const data = bytesOf(Float32Array.of(3));
    const bytes = file(
      { __metadata__: { made: 'here' }, empty: entry('F32', [0, 4], 0, 0), scalar: entry('F32', [], 0, 4) },
      data,
    );
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const { tensors, metadata } = readSafetensors(shifted.subarray(1));
    expect(metadata).toEqual({ made: 'here' });
    expect(tensors.get('empty')!.shape).toEqual([0, 4]);
    expect([...decodeTensor('scalar', tensors.get('scalar')!)]).toEqual([3]);
  });

  it.each<[string, Uint8Array]>([
    ['an empty file', new Uint8Array()],
    ['a header longer than the file', file('{}').subarray(0, 9)],
    ['an absurd header length', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0)],
    ['a web page', new TextEncoder().encode('<!doctype html><title>Not found</title>')],
    ['a header that is not JSON', file('{"a": ')],
    ['a header that is a list', file([])],
    ['surplus bytes', file({}, new Uint8Array(4))],
    ['metadata that is no table of strings', file({ __metadata__: { a: 1 } })],
  ])('refuses %s as unreadable', (_, bytes) => {
    expect(fault(bytes)).toMatchObject({ code: 'weights-format' });
  });

  it.each<[string, Entry | null, number]>([
    ['truncated', entry('F32', [4], 0, 16), 12],
    ['takes 8', entry('F32', [2], 0, 4), 4],
    ['dtype', { dtype: 'F64', shape: [1], data_offsets: [0, 8] }, 8],
    ['dtype', { dtype: 'toString', shape: [1], data_offsets: [0, 8] }, 8],
    ['shape', { dtype: 'F32', shape: [-1], data_offsets: [0, 4] }, 4],
    ['shape', { dtype: 'F32', shape: 'x', data_offsets: [0, 4] }, 4],
    ['place', { dtype: 'F32', shape: [1], data_offsets: [4, 0] }, 4],
    ['place', { dtype: 'F32', shape: [1], data_offsets: [0.5, 4] }, 4],
    ['description', null, 0],
    ['gap', entry('F32', [1], 4, 8), 8],
  ])('names the tensor that is at fault: %s', (word, description, size) => {
    const error = fault(file({ 'head.bad': description }, new Uint8Array(size)));
    expect(error.code).toBe('weights-tensor');
    expect(error.message).toContain('"head.bad"');
    expect(error.message).toContain(word);
  });

  it('refuses tensors that overlap', () => {
    expect(
      fault(file({ a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, new Uint8Array(8))).message,
    ).toContain('overlaps');
  });

  it('refuses an I64 value beyond 32 bits', () => {
    const data = bytesOf(BigInt64Array.of(2n ** 40n));
    const { tensors } = readSafetensors(file({ ids: entry('I64', [1], 0, 8) }, data));
    expect(() => decodeTensor('ids', tensors.get('ids')!)).toThrow(/"ids"/);
  });
});
