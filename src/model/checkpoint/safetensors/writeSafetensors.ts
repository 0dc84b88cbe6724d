import type { CheckpointTensor } from '../tensors/checkpoint';
import type { ByteSink } from '../tensors/source';
import { decodeFloats, SAFETENSORS_FLOATS } from '../tensors/decodeFloats';
import { FLOAT16_OVERFLOW, roundToOdd, toFloat16 } from '../tensors/float16';
import { quantize, scaleFor } from '../tensors/int8';
import { bytesPer } from '../tensors/dtypes';
import { elementCount } from '../tensors/strided';
import { scaleName } from './safetensors';

/** How a weights file keeps its numbers. I8 are the large matrices alone, the rest of such a file is F16. */
export type WeightFormat = 'F32' | 'F16' | 'I8';

export interface WrittenWeights {
  /** Of the file. */
  readonly bytes: number;
  /** Tensors that stay F32 in a smaller format: they hold numbers too large for float16. */
  readonly kept: readonly string[];
}

export interface WriteOptions {
  /** What the file is to say beside its tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Hears of every tensor of the file when it is written, with the fraction of all elements that is done (0..1). */
  readonly onTensor?: ((name: string, fraction: number) => void) | undefined;
}

/** Elements that are converted at once, so that beside the tensor itself there is never more than a little in memory. */
const CHUNK = 2 ** 18;
const HEADER_ALIGNMENT = 8;
/** Smaller weights stay F16 in a file of int8: they take no room, and the last layers of the head are among them. */
const QUANTIZED_ELEMENTS = 4096;
/** Channels shorter than this stay F16: their scales would take part of what is saved, and position tables are among them. */
const QUANTIZED_CHANNEL = 64;

/**
 * Writes floating-point tensors as safetensors, one after the other. F16 rounds to nearest; a tensor with a finite number beyond
 * its range is kept in F32. In I8, matrices and convolutions are quantised channel by channel (see `tensors/int8`); their scales
 * follow each in a tensor of their own.
 * @throws GlipError as `CheckpointTensor.read`, or whatever the sink throws.
 */
export async function writeSafetensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  format: WeightFormat,
  sink: ByteSink,
  { metadata = {}, onTensor }: WriteOptions = {},
): Promise<WrittenWeights> {
  // Where a tensor ends is known only when it is converted: the header's place is kept free, as long as it could ever get.
  const dataAt = headerOf(
    [...tensors].flatMap(([name, { shape }]) =>
      [name, scaleName(name)].map(
        (entry) => ({ name: entry, shape, dtype: 'F32', begin: 2 ** 52, end: 2 ** 52 }) as const,
      ),
    ),
    metadata,
  ).length;
  const total = [...tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const entries: Entry[] = [];
  const kept: string[] = [];
  let at = 0;
  let done = 0;
  const write = async (name: string, shape: readonly number[], dtype: WeightFormat, pieces: Iterable<Uint8Array>) => {
    const begin = at;
    for (const piece of pieces) {
      await sink.write(piece, dataAt + at);
      at += piece.byteLength;
    }
    entries.push({ name, shape, dtype, begin, end: at });
    onTensor?.(name, total === 0 ? 1 : done / total);
  };
  for (const [name, tensor] of tensors) {
    const bytes = await tensor.read();
    const { shape } = tensor;
    done += elementCount(shape);
    const keep = format !== 'F32' && overflows(tensor, bytes);
    if (keep) kept.push(name);
    const dtype = keep ? 'F32' : format;
    const scales = dtype === 'I8' ? channelScales(tensor, bytes) : undefined;
    if (scales) {
      await write(name, shape, 'I8', quantized(tensor, bytes, scales));
      await write(scaleName(name), [scales.length], 'F32', [new Uint8Array(scales.buffer)]);
    } else {
      const float = dtype === 'I8' ? 'F16' : dtype;
      await write(name, shape, float, convert(tensor, bytes, float));
    }
  }
  await sink.write(headerOf(entries, metadata, dataAt), 0);
  return { bytes: dataAt + at, kept };
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: WeightFormat;
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

/** The tensor's elements in pieces of at most so many, or of one where that is more: `unit` elements stay together. */
function* pieces({ dtype }: CheckpointTensor, bytes: Uint8Array, unit = 1): Iterable<Uint8Array> {
  const step = Math.max(unit, CHUNK - (CHUNK % unit)) * bytesPer(dtype);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

function overflows(tensor: CheckpointTensor, bytes: Uint8Array): boolean {
  if (tensor.dtype === 'float16') return false;
  for (const piece of pieces(tensor, bytes)) {
    if (
      decodeFloats(tensor.dtype, piece, roundToOdd).some(
        (value) => Math.abs(value) >= FLOAT16_OVERFLOW && Math.abs(value) !== Infinity,
      )
    )
      return true;
  }
  return false;
}

function* convert(tensor: CheckpointTensor, bytes: Uint8Array, format: 'F32' | 'F16'): Iterable<Uint8Array> {
  for (const piece of pieces(tensor, bytes)) {
    if (SAFETENSORS_FLOATS[tensor.dtype] === format) yield piece;
    else if (format === 'F32') yield new Uint8Array(decodeFloats(tensor.dtype, piece, Math.fround).buffer);
    else yield new Uint8Array(toFloat16(decodeFloats(tensor.dtype, piece, roundToOdd)).buffer);
  }
}

/** One scale for each channel; undefined for a tensor that is not quantised: no large matrix, or one with infinities or NaN. */
function channelScales(tensor: CheckpointTensor, bytes: Uint8Array): Float32Array<ArrayBuffer> | undefined {
  const [channels = 1, ...channel] = tensor.shape;
  const length = elementCount(channel);
  if (channel.length === 0 || length < QUANTIZED_CHANNEL || channels * length < QUANTIZED_ELEMENTS) return undefined;
  const scales = new Float32Array(channels);
  let at = 0;
  for (const piece of pieces(tensor, bytes, length)) {
    const weights = decodeFloats(tensor.dtype, piece);
    for (let begin = 0; begin < weights.length; begin += length) {
      const largest = weights.subarray(begin, begin + length).reduce((most, w) => Math.max(most, Math.abs(w)), 0);
      if (!Number.isFinite(largest)) return undefined;
      scales[at++] = scaleFor(largest);
    }
  }
  return scales;
}

function* quantized(tensor: CheckpointTensor, bytes: Uint8Array, scales: Float32Array): Iterable<Uint8Array> {
  const length = elementCount(tensor.shape.slice(1));
  let at = 0;
  for (const piece of pieces(tensor, bytes, length)) {
    const weights = decodeFloats(tensor.dtype, piece);
    const channels = weights.length / length;
    yield new Uint8Array(quantize(weights, scales.subarray(at, at + channels)).buffer);
    at += channels;
  }
}
