import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../../src/model';

const REASONS: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no file ${path}.`,
  EACCES: (path) => `The file ${path} may not be read: its permissions forbid it.`,
};

/** A file on disk; close it when done. @throws Error with one sentence if there is none that can be read. */
export async function openFile(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(REASONS[cause.code ?? '']?.(path) ?? `The file ${path} cannot be opened (${cause.message}).`, {
      cause,
    });
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw new Error(`${path} is ${stat.isDirectory() ? 'a folder' : 'not a file'}. Give a checkpoint file.`);
  }
  return { size: stat.size, read: (offset, length) => readAt(handle, offset, length), close: () => handle.close() };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  // One read gives at most 2 GB, and may give less.
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
