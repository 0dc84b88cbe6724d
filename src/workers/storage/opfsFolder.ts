import { GlipError } from '../../model';
import { OutOfSpace, type Folder, type OpenFile } from './folder';

const ROOT = 'glip';

/** Where everything of this page lies in the browser's private file system. @throws GlipError `storage` where there is none. */
export async function openRoot(): Promise<Folder> {
  try {
    return new OpfsFolder(await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true }));
  } catch (cause) {
    throw new GlipError(
      'storage',
      'This browser lets the page store nothing, as in some private windows. A model can be used for this visit only.',
      { cause },
    );
  }
}

/** Folders of the origin private file system. Files are written through sync access handles: Safari before 26 has no other way. */
class OpfsFolder implements Folder {
  constructor(private readonly handle: FileSystemDirectoryHandle) {}

  async folder(name: string): Promise<Folder> {
    return new OpfsFolder(await this.handle.getDirectoryHandle(name, { create: true }));
  }

  async folders(): Promise<string[]> {
    const names: string[] = [];
    for await (const [name, { kind }] of this.handle.entries()) if (kind === 'directory') names.push(name);
    return names;
  }

  async open(name: string): Promise<OpenFile> {
    const file = await this.handle.getFileHandle(name, { create: true }).catch(rethrow);
    return new OpfsFile(await file.createSyncAccessHandle().catch(rethrow));
  }

  async blob(name: string): Promise<Blob | undefined> {
    try {
      return await (await this.handle.getFileHandle(name)).getFile();
    } catch (error) {
      if (named(error, 'NotFoundError')) return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.handle.removeEntry(name, { recursive: true });
    } catch (error) {
      if (!named(error, 'NotFoundError')) throw error;
    }
  }
}

class OpfsFile implements OpenFile {
  constructor(private readonly handle: FileSystemSyncAccessHandle) {}

  size(): number {
    return this.handle.getSize();
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, this.handle.read(bytes, { at: offset }));
  }

  write(bytes: Uint8Array, at: number): void {
    let written: number;
    try {
      written = this.handle.write(bytes as Uint8Array<ArrayBuffer>, { at });
    } catch (error) {
      return rethrow(error);
    }
    if (written < bytes.length) throw new OutOfSpace(); // how a full disk shows itself
  }

  truncate(size: number): void {
    this.handle.truncate(size);
  }

  flush(): void {
    this.handle.flush();
  }

  close(): void {
    this.handle.close();
  }
}

const named = (error: unknown, name: string) => error instanceof DOMException && error.name === name;

function rethrow(error: unknown): never {
  if (named(error, 'QuotaExceededError')) throw new OutOfSpace({ cause: error });
  if (named(error, 'NoModificationAllowedError'))
    throw new GlipError(
      'model-busy',
      'Another tab of this page is at work on this model. Please wait until it is done.',
      { cause: error },
    );
  throw error;
}
