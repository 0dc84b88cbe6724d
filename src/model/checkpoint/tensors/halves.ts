import { decodeFloats } from './decodeFloats';
import { toFloat16 } from './float16';

/** The nearest halves, little-endian. */
export function halfBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(toFloat16(Float32Array.from(values)).buffer);
}

/** @returns undefined for an odd number of bytes. */
export function halvesOf(bytes: Uint8Array): Float32Array | undefined {
  return bytes.length % 2 === 0 ? decodeFloats('float16', bytes) : undefined;
}

/** Numbers as they will be once they have been kept as halves. */
export const roundToHalves = (values: Float32Array): Float32Array => decodeFloats('float16', halfBytes(values));
