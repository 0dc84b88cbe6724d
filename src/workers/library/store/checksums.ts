import { crc32, GlipError, type ByteSink, type CheckpointTensor } from '../../../model';

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

/** Tensors that are held against their checksums as they are read. */
export function checkedTensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  checksums: Readonly<Record<string, number>>,
): Map<string, CheckpointTensor> {
  const checked = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    const read = async () => {
      const bytes = await tensor.read();
      if (crc32(bytes) !== checksums[name]) {
        throw new GlipError(
          'weights-format',
          `The stored model is damaged (tensor "${name}" is not what was written). Remove it and get it again.`,
        );
      }
      return bytes;
    };
    checked.set(name, { ...tensor, read });
  }
  return checked;
}
