import type { ByteSource } from '../../model';

/** A file on its way from the network: what has arrived can be read while the rest still comes. */
export class ArrivingFile implements ByteSource {
  private readonly bytes: Uint8Array;
  private arrived = 0;
  private failure?: Error;
  private readonly waiting = new Set<() => void>();

  constructor(readonly size: number) {
    this.bytes = new Uint8Array(size);
  }

  /** The next bytes. @throws RangeError for more of them than the file has. */
  push(chunk: Uint8Array): void {
    this.bytes.set(chunk, this.arrived);
    this.arrived += chunk.byteLength;
    this.wake();
  }

  /** The rest will not come: whoever waits for it, or asks for it from now on, gets the reason. */
  fail(reason: Error): void {
    this.failure = reason;
    this.wake();
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    while (this.arrived < offset + length) {
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
    return this.bytes.slice(offset, offset + length);
  }

  private wake(): void {
    this.waiting.forEach((resolve) => resolve());
    this.waiting.clear();
  }
}
