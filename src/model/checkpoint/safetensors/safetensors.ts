import { GlipError } from '../../errors';
import { dequantize } from '../tensors/int8';
import { BYTES, float32View, isDtype, type Dtype, type RawTensor } from '../tensors/rawTensor';

export interface Safetensors {
  readonly tensors: Map<string, RawTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** As in the reference implementation: a larger header is a damaged or hostile file. */
const HEADER_LIMIT = 100_000_000;

const broken = (message: string, options?: ErrorOptions) =>
  new GlipError('weights-format', `This is not a readable safetensors file: ${message}.`, options);
const bad = (name: string, message: string) => new GlipError('weights-tensor', `Tensor "${name}" ${message}.`);

/** Where bytes of the file lie: [begin, end) behind the header. */
interface Extent {
  readonly begin: number;
  readonly end: number;
}

/** A tensor of the file. */
export interface SafetensorsPlace extends Extent {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Where the scales of the output channels lie, for weights in int8 (see `tensors/int8`). */
  readonly scales?: Extent;
}

/** Weights in int8 have their scales in a tensor of this name: float32, one for each index of the first axis. */
export const scaleName = (name: string) => `${name}_scale`;

/** The bytes before the header, which tell its length. */
export const PREAMBLE_BYTES = 8;

/**
 * Reads a safetensors file (8-byte header length, JSON header, data) without copying the data. Weights in int8 come as float16, made of
 * them whenever their bytes are asked for.
 * @throws GlipError `weights-format` for a damaged file, `weights-tensor` naming the tensor that is at fault.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const dataAt = PREAMBLE_BYTES + headerBytes(file, file.byteLength);
  const data = file.subarray(dataAt);
  const { places, metadata } = readSafetensorsHeader(file.subarray(PREAMBLE_BYTES, dataAt), data.byteLength);
  const bytesOf = ({ begin, end }: Extent) => data.subarray(begin, end);
  const tensors = new Map<string, RawTensor>();
  for (const [name, place] of places) {
    const { dtype, shape, scales } = place;
    tensors.set(
      name,
      scales
        ? {
            dtype: 'F16',
            shape,
            get bytes() {
              return dequantizeBytes(bytesOf(place), bytesOf(scales));
            },
          }
        : { dtype, shape, bytes: bytesOf(place) },
    );
  }
  return { tensors, metadata };
}

/** @returns float16, little-endian. @param scales float32, little-endian. */
export function dequantizeBytes(quantized: Uint8Array, scales: Uint8Array): Uint8Array {
  return dequantize(new Int8Array(quantized.buffer, quantized.byteOffset, quantized.length), float32View(scales));
}

/** @returns the length of the header behind the preamble. @throws GlipError `weights-format` if the file is shorter. */
export function headerBytes(preamble: Uint8Array, fileBytes: number): number {
  if (fileBytes < PREAMBLE_BYTES) throw broken(`it has ${fileBytes} bytes`);
  const length = new DataView(preamble.buffer, preamble.byteOffset, preamble.byteLength).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT) || Number(length) > fileBytes - PREAMBLE_BYTES) {
    throw broken('its header is longer than the file, so it is damaged or something else');
  }
  return Number(length);
}

/**
 * @param header the JSON alone.
 * @param dataBytes what follows it in the file.
 * @throws GlipError `weights-format` for a damaged file, `weights-tensor` naming the tensor that is at fault.
 */
export function readSafetensorsHeader(
  header: Uint8Array,
  dataBytes: number,
): { places: Map<string, SafetensorsPlace>; metadata: Readonly<Record<string, string>> } {
  const { __metadata__: metadata = {}, ...entries } = parseHeader(header);
  if (!isTexts(metadata)) throw broken('its metadata is not a table of strings');
  const places = new Map(Object.entries(entries).map(([name, entry]) => [name, readEntry(name, entry, dataBytes)]));
  checkRanges(places, dataBytes);
  return { places: withScales(places), metadata };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw broken('its header is not JSON', { cause });
  }
  if (!isRecord(header)) throw broken('its header is not an object');
  return header;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((field) => typeof field === 'string');

function readEntry(name: string, entry: unknown, dataBytes: number): SafetensorsPlace {
  if (!isRecord(entry)) throw bad(name, 'has no description in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isDtype(dtype))
    throw bad(name, `has dtype ${JSON.stringify(dtype)}; readable are ${Object.keys(BYTES).join(', ')}`);
  if (!isCounts(shape)) throw bad(name, `has no valid shape (${JSON.stringify(shape)})`);
  const [begin = 0, end = -1, ...surplus] = isCounts(offsets) ? offsets : [];
  if (begin > end || surplus.length > 0) throw bad(name, `has no valid place in the file (${JSON.stringify(offsets)})`);
  const size = shape.reduce((a, b) => a * b, 1) * BYTES[dtype];
  if (end - begin !== size)
    throw bad(name, `has ${end - begin} bytes, but [${shape.join(', ')}] of ${dtype} takes ${size}`);
  if (end > dataBytes)
    throw bad(name, `ends ${end - dataBytes} bytes behind the end of the file: the file is truncated`);
  return { dtype, shape, begin, end };
}

/** The format wants the tensors to cover the data without gap or overlap; anything else is a damaged header. */
function checkRanges(places: ReadonlyMap<string, SafetensorsPlace>, size: number): void {
  const ranges = [...places].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const [name, { begin, end }] of ranges) {
    if (begin !== reached)
      throw bad(name, `${begin < reached ? 'overlaps another tensor' : 'leaves a gap before it'} in the file`);
    reached = end;
  }
  if (reached !== size) throw broken(`${size - reached} bytes follow the last tensor`);
}

/** Weights in int8 together with their scales, which then are no tensors of their own. */
function withScales(places: ReadonlyMap<string, SafetensorsPlace>): Map<string, SafetensorsPlace> {
  const paired = new Map(places);
  for (const [name, place] of places) {
    const scales = places.get(scaleName(name));
    if (place.dtype !== 'I8' || !scales) continue;
    if (scales.dtype !== 'F32' || scales.shape.length !== 1 || scales.shape[0] !== place.shape[0])
      throw bad(scaleName(name), `is no list of one F32 for each of the ${place.shape[0] ?? 0} channels of "${name}"`);
    paired.set(name, { ...place, scales });
    paired.delete(scaleName(name));
  }
  return paired;
}
