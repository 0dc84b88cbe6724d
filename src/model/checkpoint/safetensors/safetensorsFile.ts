import type { Checkpoint, CheckpointTensor } from '../tensors/checkpoint';
import { headerBytes, PREAMBLE_BYTES, readSafetensorsHeader } from './safetensors';
import { type Dtype } from '../tensors/rawTensor';
import { readRange, type ByteSource } from '../tensors/source';
import type { TorchDtype } from '../tensors/dtypes';

const DTYPES: Readonly<Record<Dtype, TorchDtype>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I32: 'int32',
  I64: 'int64',
};

/** Reads the header of a safetensors file; the data stays in the file until it is asked for. @throws as `readSafetensors` */
export async function openSafetensors(source: ByteSource): Promise<Checkpoint> {
  const length = headerBytes(await readRange(source, 0, Math.min(PREAMBLE_BYTES, source.size)), source.size);
  const dataAt = PREAMBLE_BYTES + length;
  const { places, metadata } = readSafetensorsHeader(
    await readRange(source, PREAMBLE_BYTES, length),
    source.size - dataAt,
  );
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, { dtype, shape, begin, end }] of places) {
    const bytes = end - begin;
    tensors.set(name, { dtype: DTYPES[dtype], shape, bytes, read: () => readRange(source, dataAt + begin, bytes) });
  }
  return { form: 'safetensors', tensors, skipped: [], metadata };
}
