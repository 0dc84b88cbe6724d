import { GlipError } from '../../model';

/** A file that is open for reading and writing at any place, and for nobody else. */
export interface OpenFile {
  size(): number;
  /** As many bytes as there are, at most `length`. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** @throws OutOfSpace */
  write(bytes: Uint8Array, at: number): void;
  truncate(size: number): void;
  /** Makes what was written last through a crash. */
  flush(): void;
  close(): void;
}

/** A folder of the browser's private file system, or of a disk in tests. */
export interface Folder {
  /** Makes the folder if there is none. */
  folder(name: string): Promise<Folder>;
  /** Names of the folders in it. */
  folders(): Promise<string[]>;
  /** Makes the file if there is none. */
  open(name: string): Promise<OpenFile>;
  /** The file as it is now, for reading by anybody. */
  blob(name: string): Promise<Blob | undefined>;
  /** A file or a folder with all that is in it; nothing happens if there is none. */
  remove(name: string): Promise<void>;
}

/** The browser gives the site no more room. */
export class OutOfSpace extends GlipError {
  constructor(options?: ErrorOptions) {
    super('storage', 'There is no more room for this site in the browser’s storage.', options);
  }
}

/** Writes a small file whole. A write that is broken off leaves no valid JSON. */
export async function writeText(folder: Folder, name: string, text: string): Promise<void> {
  const file = await folder.open(name);
  try {
    const bytes = new TextEncoder().encode(text);
    file.truncate(0);
    file.write(bytes, 0);
    file.flush();
  } finally {
    file.close();
  }
}

/** The file's JSON; undefined if there is no such file or it is none. */
export async function readJson(folder: Folder, name: string): Promise<unknown> {
  const blob = await folder.blob(name);
  try {
    return blob && (JSON.parse(await blob.text()) as unknown);
  } catch {
    return undefined; // broken off while it was written: as good as not there
  }
}
