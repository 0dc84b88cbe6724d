import { GlipError } from '../../errors';
import { decodeTensor, type Dtype } from './rawTensor';
import type { TorchDtype } from './dtypes';

/** PyTorch's dtypes of floating-point numbers that safetensors has as well. */
export const SAFETENSORS_FLOATS: Partial<Record<TorchDtype, Dtype>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
};

const FLOAT = 4;

/**
 * Little-endian floating-point numbers as float32: where they are that already, a view of the same bytes.
 * @param round float64 -> float32; the other dtypes fit.
 * @throws GlipError `internal` for a tensor of integers: whoever chose the tensors must have left it out.
 */
export function decodeFloats(
  dtype: TorchDtype,
  bytes: Uint8Array,
  round: (value: number) => number = Math.fround,
): Float32Array<ArrayBuffer> {
  if (dtype === 'float64') return Float32Array.from(new Float64Array(bytes.slice().buffer), round);
  if (dtype === 'float32' && bytes.byteOffset % FLOAT === 0)
    return new Float32Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / FLOAT);
  const readable = SAFETENSORS_FLOATS[dtype];
  if (!readable) throw new GlipError('internal', `A tensor of ${dtype} cannot be read as floating-point weights.`);
  return decodeTensor('', { dtype: readable, shape: [], bytes }) as Float32Array<ArrayBuffer>;
}
