import type { Checkpoint, CheckpointTensor } from '../tensors/checkpoint';
import { dequantizeBytes, headerBytes, PREAMBLE_BYTES, readSafetensorsHeader, scaleName } from './safetensors';
import { type Dtype } from '../tensors/rawTensor';
import { readRange, type ByteSource } from '../tensors/source';
import type { TorchDtype } from '../tensors/dtypes';

const DTYPES: Readonly<Record<Dtype, TorchDtype>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I32: 'int32',
  I64: 'int64',
  I8: 'int8',
};
const FLOAT16_BYTES = 2;

/**
 * Reads the header of a safetensors file; the data stays in the file until it is asked for. Weights in int8 come as float16.
 * @param check hears of all bytes of data as the file has them, by the name that they have in it, before they are used.
 * @throws as `readSafetensors`
 */
export async function openSafetensors(
  source: ByteSource,
  check?: (name: string, bytes: Uint8Array) => void,
): Promise<Checkpoint> {
  const length = headerBytes(await readRange(source, 0, Math.min(PREAMBLE_BYTES, source.size)), source.size);
  const dataAt = PREAMBLE_BYTES + length;
  const header = await readRange(source, PREAMBLE_BYTES, length);
  const { places, metadata } = readSafetensorsHeader(header, source.size - dataAt);
  const readEntry = async (name: string, { begin, end }: { begin: number; end: number }) => {
    const bytes = await readRange(source, dataAt + begin, end - begin);
    check?.(name, bytes);
    return bytes;
  };
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, place] of places) {
    const { dtype, shape, begin, end, scales } = place;
    if (scales) {
      const read = async () => dequantizeBytes(await readEntry(name, place), await readEntry(scaleName(name), scales));
      tensors.set(name, { dtype: 'float16', shape, bytes: FLOAT16_BYTES * (end - begin), read });
    } else {
      tensors.set(name, { dtype: DTYPES[dtype], shape, bytes: end - begin, read: () => readEntry(name, place) });
    }
  }
  return { form: 'safetensors', tensors, skipped: [], metadata };
}
