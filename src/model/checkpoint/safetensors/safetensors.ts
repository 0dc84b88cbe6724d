import { GlipError } from '../../errors';
import { BYTES, type Dtype, type RawTensor } from '../tensors/rawTensor';

export interface Safetensors {
  readonly tensors: Map<string, RawTensor>;
  readonly metadata: Record<string, string>;
}

const HEADER_LIMIT = 100_000_000; // as in the reference implementation: a larger header is a damaged or hostile file

const broken = (message: string) =>
  new GlipError('weights-format', `This is not a readable safetensors file: ${message}.`);
const bad = (name: string, message: string) => new GlipError('weights-tensor', `Tensor "${name}" ${message}.`);

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

/** Where a tensor lies: bytes [begin, end) behind the header. */
export interface SafetensorsPlace {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The bytes before the header, which tell its length. */
export const PREAMBLE_BYTES = 8;

/**
 * Reads a safetensors file (8-byte header length, JSON header, data) without copying the data.
 * @throws GlipError `weights-format` for a damaged file, `weights-tensor` naming the tensor that is at fault.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const dataAt = PREAMBLE_BYTES + headerBytes(file, file.byteLength);
  const data = file.subarray(dataAt);
  const { places, metadata } = readSafetensorsHeader(file.subarray(PREAMBLE_BYTES, dataAt), data.byteLength);
  const tensors = new Map<string, RawTensor>();
  for (const [name, { dtype, shape, begin, end }] of places)
    tensors.set(name, { dtype, shape, bytes: data.subarray(begin, end) });
  return { tensors, metadata };
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
): { places: Map<string, SafetensorsPlace>; metadata: Record<string, string> } {
  const { __metadata__: metadata = {}, ...entries } = parseHeader(header);
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw broken('its metadata is not a table of strings');
  }
  const places = new Map<string, SafetensorsPlace>();
  for (const [name, entry] of Object.entries(entries)) places.set(name, readEntry(name, entry, dataBytes));
  checkRanges(places, dataBytes);
  return { places, metadata: metadata as Record<string, string> };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new GlipError('weights-format', 'This is not a readable safetensors file: its header is not JSON.', {
      cause,
    });
  }
  if (!isRecord(header)) throw broken('its header is not an object');
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEntry(name: string, entry: unknown, dataBytes: number): SafetensorsPlace {
  if (!isRecord(entry)) throw bad(name, 'has no description in the header');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES, dtype)) {
    throw bad(name, `has dtype ${JSON.stringify(dtype)}; readable are ${Object.keys(BYTES).join(', ')}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) throw bad(name, `has no valid shape (${JSON.stringify(shape)})`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount) || offsets[0]! > offsets[1]!) {
    throw bad(name, `has no valid place in the file (${JSON.stringify(offsets)})`);
  }
  const [begin, end] = offsets as [number, number];
  const size = (shape as number[]).reduce((a, b) => a * b, 1) * BYTES[dtype as Dtype];
  if (end - begin !== size)
    throw bad(name, `has ${end - begin} bytes, but [${shape.join(', ')}] of ${dtype} takes ${size}`);
  if (end > dataBytes) {
    throw bad(name, `ends ${end - dataBytes} bytes behind the end of the file: the file is truncated`);
  }
  return { dtype: dtype as Dtype, shape: shape as number[], begin, end };
}

/** The format wants the tensors to cover the data without gap or overlap; anything else is a damaged header. */
function checkRanges(places: ReadonlyMap<string, SafetensorsPlace>, size: number): void {
  const ranges = [...places].map(([name, { begin, end }]) => ({ name, begin, end }));
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const { name, begin, end } of ranges) {
    if (begin !== reached)
      throw bad(name, `${begin < reached ? 'overlaps another tensor' : 'leaves a gap before it'} in the file`);
    reached = end;
  }
  if (reached !== size) throw broken(`${size - reached} bytes follow the last tensor`);
}
