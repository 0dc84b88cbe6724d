import { readRange, type ByteSource } from '../tensors/source';
import { crc32 } from '../tensors/crc32';
import { broken } from '../tensors/errors';

/** The zip form of a file, as far as PyTorch uses it: stored entries, zip64. Layout: PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.3. */

const END_BYTES = 22;
const END = 0x06054b50;
const LOCATOR_BYTES = 20;
const LOCATOR = 0x07064b50;
const END64_BYTES = 56;
const END64 = 0x06064b50;
const CENTRAL_BYTES = 46;
const CENTRAL = 0x02014b50;
const LOCAL_BYTES = 30;
const LOCAL = 0x04034b50;
const COMMENT_LIMIT = 0xffff;
/** A directory of half a million tensors; a larger one is damaged or hostile. */
const DIRECTORY_LIMIT = 64 * 2 ** 20;
const CHUNK = 4 * 2 ** 20;

const STORED = 0;
const ENCRYPTED = 1;
const ZIP64_EXTRA = 1;
const IN_ZIP64 = 0xffffffff;

interface Place {
  readonly name: string;
  readonly size: number;
  /** 0 where the writer left it out, as `torch.serialization.set_crc32_options(False)` does. */
  readonly crc: number;
  readonly method: number;
  readonly headerAt: number;
}

/** @throws GlipError `weights-format` for a damaged directory. */
export async function readZip(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const { at, bytes: size, count } = await findDirectory(source);
  if (size > DIRECTORY_LIMIT) throw broken(`its zip directory of ${size} bytes is too large`);
  if (count * CENTRAL_BYTES > size) throw broken('its zip directory is shorter than it says');
  const bytes = await readRange(source, at, size);
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let offset = 0;
  for (let i = 0; i < count; i++) {
    if (offset + CENTRAL_BYTES > size || view.getUint32(offset, true) !== CENTRAL)
      throw broken('its zip directory is damaged');
    const nameBytes = view.getUint16(offset + 28, true);
    const extraBytes = view.getUint16(offset + 30, true);
    const extraAt = offset + CENTRAL_BYTES + nameBytes;
    const end = extraAt + extraBytes + view.getUint16(offset + 32, true);
    if (end > size) throw broken('its zip directory is damaged');
    const name = text(bytes.subarray(offset + CENTRAL_BYTES, extraAt));
    if (view.getUint16(offset + 8, true) & ENCRYPTED) throw broken('it is an encrypted zip file');
    if (entries.has(name)) throw broken(`its zip directory has two entries "${name}"`);
    entries.set(name, new ZipEntry(source, placeOf(name, view, offset, bytes.subarray(extraAt, extraAt + extraBytes))));
    offset = end;
  }
  return entries;
}

function placeOf(name: string, view: DataView, offset: number, extra: Uint8Array): Place {
  const packed = view.getUint32(offset + 20, true);
  const size = view.getUint32(offset + 24, true);
  const headerAt = view.getUint32(offset + 42, true);
  // The fields that do not fit stand in the extra field, in this order.
  const wide = zip64Values(name, extra, [size, packed, headerAt].filter((value) => value === IN_ZIP64).length);
  const take = (value: number) => (value === IN_ZIP64 ? wide.shift()! : value);
  const place = {
    name,
    crc: view.getUint32(offset + 16, true),
    method: view.getUint16(offset + 10, true),
    size: take(size),
  };
  const packedSize = take(packed);
  if (place.method === STORED && packedSize !== place.size) throw broken(`its zip entry "${name}" has two sizes`);
  return { ...place, headerAt: take(headerAt) };
}

function zip64Values(name: string, extra: Uint8Array, count: number): number[] {
  if (count === 0) return [];
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64_EXTRA && length >= 8 * count && at + 4 + length <= extra.length) {
      return Array.from({ length: count }, (_, i) => wideNumber(view, at + 4 + 8 * i));
    }
    at += 4 + length;
  }
  throw broken(`its zip entry "${name}" lacks its size`);
}

interface Directory {
  readonly at: number;
  readonly bytes: number;
  readonly count: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const tailBytes = Math.min(source.size, END_BYTES + COMMENT_LIMIT);
  const tailAt = source.size - tailBytes;
  const tail = await readRange(source, tailAt, tailBytes);
  const view = viewOf(tail);
  for (let i = tailBytes - END_BYTES; i >= 0; i--) {
    // Only a record whose comment ends with the file is the end; its number may occur by chance in the data before it.
    if (view.getUint32(i, true) !== END || i + END_BYTES + view.getUint16(i + 20, true) !== tailBytes) continue;
    const found = {
      count: view.getUint16(i + 10, true),
      bytes: view.getUint32(i + 12, true),
      at: view.getUint32(i + 16, true),
    };
    const located = i >= LOCATOR_BYTES && view.getUint32(i - LOCATOR_BYTES, true) === LOCATOR;
    return located ? readEnd64(source, wideNumber(view, i - LOCATOR_BYTES + 8)) : found;
  }
  throw broken('its zip directory is missing, so the file is cut off. Please download it again');
}

async function readEnd64(source: ByteSource, at: number): Promise<Directory> {
  const view = viewOf(await readRange(source, at, END64_BYTES));
  if (view.getUint32(0, true) !== END64) throw broken('its zip64 directory is damaged');
  return { count: wideNumber(view, 32), bytes: wideNumber(view, 40), at: wideNumber(view, 48) };
}

/** One file in the zip. */
export class ZipEntry {
  private start?: Promise<number>;
  private verified?: Promise<void>;

  constructor(
    private readonly source: ByteSource,
    private readonly place: Place,
  ) {
    if (place.size > source.size)
      throw broken(`"${place.name}" is longer than the file, so the file is cut off. Please download it again`);
  }

  get size(): number {
    return this.place.size;
  }

  /**
   * Bytes of the entry, held against its checksum: that of a part, by reading all of the entry once, chunk by chunk.
   * @throws GlipError `weights-format` for a range outside of the entry, a compressed or a damaged one.
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > this.size)
      throw broken(`"${this.place.name}" has ${this.size} bytes, and ${length} are expected at ${offset}`);
    const whole = length === this.size;
    if (!whole) await (this.verified ??= this.verify());
    const bytes = await this.readRaw(offset, length);
    if (whole) this.compare(crc32(bytes));
    return bytes;
  }

  private async readRaw(offset: number, length: number): Promise<Uint8Array> {
    return readRange(this.source, (await (this.start ??= this.locate())) + offset, length);
  }

  private async verify(): Promise<void> {
    let crc = 0;
    for (let at = 0; at < this.size; at += CHUNK)
      crc = crc32(await this.readRaw(at, Math.min(CHUNK, this.size - at)), crc);
    this.compare(crc);
  }

  private compare(crc: number): void {
    if (this.place.crc !== 0 && crc !== this.place.crc) {
      throw broken(`"${this.place.name}" does not have its checksum, so the file is damaged. Please download it again`);
    }
  }

  /** The data's offset stands only in the entry's own header, before the data. */
  private async locate(): Promise<number> {
    const { name, method, headerAt } = this.place;
    if (method !== STORED)
      throw broken(`"${name}" is compressed, which PyTorch never does. Unpack the file and zip it again with "zip -0"`);
    const view = viewOf(await readRange(this.source, headerAt, LOCAL_BYTES));
    const nameBytes = view.getUint16(26, true);
    if (
      view.getUint32(0, true) !== LOCAL ||
      text(await readRange(this.source, headerAt + LOCAL_BYTES, nameBytes)) !== name
    ) {
      throw broken(`"${name}" is not where its zip directory says, so the file is damaged`);
    }
    return headerAt + LOCAL_BYTES + nameBytes + view.getUint16(28, true);
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** A 64-bit count. Beyond 2^53 it is rounded, and beyond any file just the same. */
const wideNumber = (view: DataView, at: number) => Number(view.getBigUint64(at, true));
