import { crc32, GlipError, type ByteSink } from '../../../model';

/** Passes on what is written and keeps a CRC-32 of each tensor; to be told whenever one is complete. */
export class ChecksumSink implements ByteSink {
  readonly checksums: Record<string, number> = {};
  #current = 0;

  constructor(private readonly sink: ByteSink) {}

  write(bytes: Uint8Array, at: number): Promise<void> | void {
    this.#current = crc32(bytes, this.#current);
    return this.sink.write(bytes, at);
  }

  finish(name: string): void {
    this.checksums[name] = this.#current;
    this.#current = 0;
  }
}

/** Holds the bytes of each tensor against its checksum. @throws GlipError `weights-format` */
export function checkerOf(checksums: Readonly<Record<string, number>>): (name: string, bytes: Uint8Array) => void {
  return (name, bytes) => {
    if (crc32(bytes) === checksums[name]) return;
    throw new GlipError(
      'weights-format',
      `The stored model is damaged (tensor "${name}" is not what was written). Remove it and get it again.`,
    );
  };
}
