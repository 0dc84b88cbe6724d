import { GlipError } from '../../errors';

/** Dtypes that a weights file may hold. */
export type Dtype = keyof typeof BYTES;

/** A tensor of a weights file: a view of the file's bytes, decoded only when it is asked for. */
export interface RawTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Little-endian, row-major, `product(shape) * bytesPer(dtype)` bytes. */
  readonly bytes: Uint8Array;
}

/** Bytes of one number of each. */
export const BYTES = { F32: 4, F16: 2, BF16: 2, I32: 4, I64: 8, I8: 1 } as const;

export const isDtype = (name: unknown): name is Dtype => typeof name === 'string' && Object.hasOwn(BYTES, name);

/** @returns the values as float32 (F32, F16, BF16) or int32 (I32, I64, I8), in a fresh or aliased typed array. */
export function decodeTensor(name: string, tensor: RawTensor): Float32Array | Int32Array {
  const { bytes } = tensor;
  switch (tensor.dtype) {
    case 'F32':
      return float32View(bytes);
    case 'F16':
      return decodeFloat16(new Uint16Array(aligned(bytes)));
    case 'BF16': {
      const words = Uint32Array.from(new Uint16Array(aligned(bytes)), (half) => half << 16);
      return new Float32Array(words.buffer);
    }
    case 'I32':
      return new Int32Array(aligned(bytes));
    case 'I8':
      return Int32Array.from(new Int8Array(aligned(bytes)));
    case 'I64':
      return Int32Array.from(new BigInt64Array(aligned(bytes)), (wide) => {
        const value = Number(wide);
        if (value !== (value | 0))
          throw new GlipError('weights-tensor', `Tensor "${name}" holds ${wide}, which does not fit 32 bits.`);
        return value;
      });
  }
}

/** A buffer that starts at the first byte: safetensors promises no alignment, typed arrays need it. A tensor read by itself has one. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  if (bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength) return bytes.buffer;
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}

/** Little-endian float32: a view where the bytes are aligned and alone, else a copy. */
export const float32View = (bytes: Uint8Array) => new Float32Array(aligned(bytes));

/** @param bits those of float16 numbers. */
export function decodeFloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  // A plain loop: `Float32Array.from` with a function takes twenty times as long.
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = FLOAT16_VALUES[bits[i]!]!;
  return values;
}

/** float16 -> number for all 65,536 patterns: a table is many times faster than decoding each value. */
const FLOAT16_VALUES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
});
