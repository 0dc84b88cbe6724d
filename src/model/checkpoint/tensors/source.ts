import { GlipError } from '../../errors';

/** A file that is read piece by piece, wherever it lies: a Blob, an OPFS file, a Node file handle, HTTP ranges. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Resolves to exactly the bytes [offset, offset + length), which the caller knows to lie inside; the bytes are the caller's. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * The only way the readers take bytes: nothing is asked for, and so nothing allocated, beyond the end of the file.
 * @throws GlipError `weights-format` for a range that is not inside the file, or a file that became shorter.
 */
export async function readRange(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > source.size
  ) {
    throw new GlipError(
      'weights-format',
      `The file is cut off or damaged: it has ${source.size} bytes, and ${length} are expected at ${offset}.`,
    );
  }
  const bytes = await source.read(offset, length);
  if (bytes.byteLength !== length)
    throw new GlipError('weights-format', 'The file changed while it was read. Please choose it again.');
  return bytes;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.byteLength, read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)) };
}

/** A dropped or picked file. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (cause) {
        throw new GlipError(
          'weights-format',
          'The file cannot be read any more: it was changed, moved or deleted. Please choose it again.',
          { cause },
        );
      }
    },
  };
}

/** A file that is written piece by piece, at any place: a Node file handle, an OPFS sync access handle. */
export interface ByteSink {
  write(bytes: Uint8Array, at: number): Promise<void> | void;
}
