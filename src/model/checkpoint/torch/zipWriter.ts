import { crc32 } from '../tensors/crc32';
import type { ByteSink } from '../tensors/source';

/** PyTorch begins every entry's data on such a boundary, so that it can be mapped into memory. */
const ALIGNMENT = 64;
const PADDING_FIELD = 0x4246; // "FB"
const IN_ZIP64 = 0xffffffff;
const VERSION_ZIP64 = 45;
const UTF8_NAMES = 1 << 11;
/** 1 January 1980: files of the same contents are the same files. */
const DOS_DATE = 0x21;

interface Written {
  readonly name: Uint8Array;
  readonly size: number;
  readonly crc: number;
  readonly headerAt: number;
}

/** Writes a zip file of stored entries piece by piece, with zip64 fields where a number needs them, or everywhere. */
export class ZipWriter {
  private readonly entries: Written[] = [];

  constructor(
    private readonly sink: ByteSink,
    private readonly options: { readonly zip64?: boolean; readonly at?: number } = {},
  ) {
    this.at = options.at ?? 0;
  }

  private at: number;

  async add(name: string, bytes: Uint8Array): Promise<void> {
    await this.addRange(name, bytes.length, crc32(bytes), (at) => this.sink.write(bytes, at));
  }

  /** @param write puts `size` bytes at the offset that it is given. */
  async addRange(name: string, size: number, crc: number, write: (at: number) => Promise<void> | void): Promise<void> {
    const entry = { name: new TextEncoder().encode(name), size, crc, headerAt: this.at };
    await this.append(localHeader(entry));
    await write(this.at);
    this.at += size;
    this.entries.push(entry);
  }

  /** Writes the directory. @returns the size of the file. */
  async finish(): Promise<number> {
    const directoryAt = this.at;
    for (const entry of this.entries) await this.append(centralHeader(entry, this.options.zip64 ?? false));
    const bytes = this.at - directoryAt;
    const count = this.entries.length;
    const wide = this.options.zip64 || directoryAt >= IN_ZIP64 || count >= 0xffff;
    if (wide) {
      const recordAt = this.at;
      await this.append(
        new Fields()
          .u32(0x06064b50)
          .u64(44)
          .u16(VERSION_ZIP64)
          .u16(VERSION_ZIP64)
          .u32(0)
          .u32(0)
          .u64(count)
          .u64(count)
          .u64(bytes)
          .u64(directoryAt)
          .bytes(),
      );
      await this.append(new Fields().u32(0x07064b50).u32(0).u64(recordAt).u32(1).bytes());
    }
    const narrow = wide ? { count: 0xffff, bytes: IN_ZIP64, at: IN_ZIP64 } : { count, bytes, at: directoryAt };
    await this.append(
      new Fields()
        .u32(0x06054b50)
        .u16(0)
        .u16(0)
        .u16(narrow.count)
        .u16(narrow.count)
        .u32(narrow.bytes)
        .u32(narrow.at)
        .u16(0)
        .bytes(),
    );
    return this.at;
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await this.sink.write(bytes, this.at);
    this.at += bytes.length;
  }
}

function localHeader({ name, size, crc, headerAt }: Written): Uint8Array {
  const wide = size >= IN_ZIP64;
  const sizes = wide ? new Fields().u16(1).u16(16).u64(size).u64(size).bytes() : new Uint8Array();
  const unpadded = headerAt + 30 + name.length + sizes.length + 4;
  const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
  return new Fields()
    .u32(0x04034b50)
    .u16(wide ? VERSION_ZIP64 : 0)
    .u16(UTF8_NAMES)
    .u16(0)
    .u16(0)
    .u16(DOS_DATE)
    .u32(crc)
    .u32(wide ? IN_ZIP64 : size)
    .u32(wide ? IN_ZIP64 : size)
    .u16(name.length)
    .u16(sizes.length + 4 + padding)
    .raw(name)
    .raw(sizes)
    .u16(PADDING_FIELD)
    .u16(padding)
    .raw(new Uint8Array(padding))
    .bytes();
}

function centralHeader({ name, size, crc, headerAt }: Written, zip64: boolean): Uint8Array {
  const sizeWide = zip64 || size >= IN_ZIP64;
  const offsetWide = zip64 || headerAt >= IN_ZIP64;
  const values = [...(sizeWide ? [size, size] : []), ...(offsetWide ? [headerAt] : [])];
  const extra = new Fields();
  if (values.length > 0) extra.u16(1).u16(8 * values.length);
  for (const value of values) extra.u64(value);
  const extraBytes = extra.bytes();
  return new Fields()
    .u32(0x02014b50)
    .u16(VERSION_ZIP64)
    .u16(values.length > 0 ? VERSION_ZIP64 : 0)
    .u16(UTF8_NAMES)
    .u16(0)
    .u16(0)
    .u16(DOS_DATE)
    .u32(crc)
    .u32(sizeWide ? IN_ZIP64 : size)
    .u32(sizeWide ? IN_ZIP64 : size)
    .u16(name.length)
    .u16(extraBytes.length)
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(0)
    .u32(offsetWide ? IN_ZIP64 : headerAt)
    .raw(name)
    .raw(extraBytes)
    .bytes();
}

/** Little-endian fields one after the other. */
class Fields {
  private readonly parts: number[] = [];

  u16 = (value: number) => this.number(value, 2);
  u32 = (value: number) => this.number(value, 4);

  u64(value: number): this {
    return this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  }

  raw(bytes: Uint8Array): this {
    this.parts.push(...bytes);
    return this;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.parts);
  }

  private number(value: number, length: number): this {
    for (let i = 0; i < length; i++) this.parts.push((value >>> (8 * i)) & 255);
    return this;
  }
}
