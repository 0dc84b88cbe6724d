import type { CheckpointTensor } from '../tensors/checkpoint';
import type { ByteSink } from '../tensors/source';
import { decodeFloats, SAFETENSORS_FLOATS } from '../tensors/decodeFloats';
import { HALF_OVERFLOW, roundToOdd, toHalves } from '../tensors/float16';
import { bytesPer } from '../tensors/dtypes';
import { elementCount } from '../tensors/strided';

export type FloatFormat = 'F32' | 'F16';

export interface WrittenWeights {
  /** Of the file. */
  readonly bytes: number;
  /** Tensors that stay F32 in an F16 file: they hold numbers too large for it. */
  readonly kept: readonly string[];
}

export interface WriteOptions {
  /** What the file is to say beside its tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Hears of every tensor written, with the share of all elements that is done (0..1). */
  readonly onTensor?: ((name: string, share: number) => void) | undefined;
}

/** Elements that are converted at once, so that beside the tensor itself there is never more than a little in memory. */
const CHUNK = 2 ** 18;
const HEADER_ALIGNMENT = 8;

/**
 * Writes floating-point tensors as safetensors, one after the other. F16 rounds to nearest; a tensor with a finite number beyond
 * its range is kept in F32.
 * @throws GlipError as `CheckpointTensor.read`, or whatever the sink throws.
 */
export async function writeSafetensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  format: FloatFormat,
  sink: ByteSink,
  { metadata = {}, onTensor }: WriteOptions = {},
): Promise<WrittenWeights> {
  // Where a tensor ends is known only when it is converted: the header's place is kept free, as long as it could ever get.
  const dataAt = headerOf(
    [...tensors].map(([name, { shape }]) => ({ name, shape, dtype: 'F32', begin: 2 ** 52, end: 2 ** 52 })),
    metadata,
  ).length;
  const total = [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const entries: Entry[] = [];
  let at = 0;
  let done = 0;
  for (const [name, tensor] of tensors) {
    const bytes = await tensor.read();
    const dtype = format === 'F16' && overflows(tensor, bytes) ? 'F32' : format;
    const begin = at;
    for (const piece of convert(tensor, bytes, dtype)) {
      await sink.write(piece, dataAt + at);
      at += piece.byteLength;
    }
    entries.push({ name, shape: tensor.shape, dtype, begin, end: at });
    done += elementCount(tensor.shape);
    onTensor?.(name, total === 0 ? 1 : done / total);
  }
  await sink.write(headerOf(entries, metadata, dataAt), 0);
  return { bytes: dataAt + at, kept: entries.filter(({ dtype }) => dtype !== format).map(({ name }) => name) };
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: FloatFormat;
  readonly begin: number;
  readonly end: number;
}

/** @param length in bytes, filled up with spaces, as the format allows. */
function headerOf(entries: readonly Entry[], metadata: Readonly<Record<string, string>>, length = 0): Uint8Array {
  const table = Object.fromEntries(
    entries.map(({ name, shape, dtype, begin, end }) => [name, { dtype, shape, data_offsets: [begin, end] }]),
  );
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: { format: 'pt', ...metadata }, ...table }));
  const needed = Math.ceil((8 + json.length) / HEADER_ALIGNMENT) * HEADER_ALIGNMENT;
  const header = new Uint8Array(Math.max(length, needed)).fill(' '.charCodeAt(0));
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return header;
}

function* pieces({ dtype }: CheckpointTensor, bytes: Uint8Array): Iterable<Uint8Array> {
  const step = CHUNK * bytesPer(dtype);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

function overflows(tensor: CheckpointTensor, bytes: Uint8Array): boolean {
  if (tensor.dtype === 'float16') return false;
  for (const piece of pieces(tensor, bytes)) {
    if (
      decodeFloats(tensor.dtype, piece, roundToOdd).some(
        (value) => Math.abs(value) >= HALF_OVERFLOW && Math.abs(value) !== Infinity,
      )
    )
      return true;
  }
  return false;
}

function* convert(tensor: CheckpointTensor, bytes: Uint8Array, format: FloatFormat): Iterable<Uint8Array> {
  for (const piece of pieces(tensor, bytes)) {
    if (SAFETENSORS_FLOATS[tensor.dtype] === format) yield piece;
    else if (format === 'F32') yield new Uint8Array(decodeFloats(tensor.dtype, piece, Math.fround).buffer);
    else yield new Uint8Array(toHalves(decodeFloats(tensor.dtype, piece, roundToOdd)).buffer);
  }
}
