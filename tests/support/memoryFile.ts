import type { ByteSource } from '../../src/model/checkpoint/tensors/source';
import type { ByteSink } from '../../src/model/checkpoint/tensors/source';

/** A file in memory of which only what is written takes room: its offsets may be beyond any array. */
export class MemoryFile implements ByteSource, ByteSink {
  size = 0;
  /** The longest read so far, and all of them together. */
  longestRead = 0;
  bytesRead = 0;
  private readonly parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];

  static of(bytes: Uint8Array): MemoryFile {
    const file = new MemoryFile();
    file.write(bytes, 0);
    return file;
  }

  write(bytes: Uint8Array, at: number): void {
    this.parts.push({ at, bytes: bytes.slice() });
    this.size = Math.max(this.size, at + bytes.length);
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.size)
      throw new Error(`A read of ${length} bytes at ${offset} leaves the file of ${this.size}.`);
    this.longestRead = Math.max(this.longestRead, length);
    this.bytesRead += length;
    const result = new Uint8Array(length);
    for (const { at, bytes } of this.parts) {
      const [from, to] = [Math.max(at, offset), Math.min(at + bytes.length, offset + length)];
      if (from < to) result.set(bytes.subarray(from - at, to - at), from - offset);
    }
    return Promise.resolve(result);
  }

  /** All of it; for small files. */
  async bytes(): Promise<Uint8Array> {
    return this.read(0, this.size);
  }
}
