import type { Span, TunedPrompt } from '../../model';
import type { PictureOrigin } from '../state/state';

/** Ground as it is kept: everything but the picture's pixels, which lie beside it. */
export interface StoredWork {
  /** The fragment of the address that it was shown under: a link that is opened later wins. */
  readonly fragment: string;
  readonly prompt: string;
  readonly spans: readonly Span[];
  readonly hidden: readonly Span[];
  readonly threshold: number | undefined;
  readonly tuned: TunedPrompt | undefined;
  readonly picture: {
    readonly name: string;
    readonly origin: PictureOrigin;
    /** The file with its pixels. */
    readonly file: string;
  };
}

/** Where the work is kept. Every method rejects where the browser lets the page store nothing, as in some private windows. */
export interface WorkStorage {
  read(): Promise<{ readonly work: StoredWork; readonly picture: Blob } | undefined>;
  /** Writes the picture first, and what names it last: whatever breaks off in between, the former work is whole. */
  write(work: StoredWork, picture: Blob): Promise<void>;
  remove(): Promise<void>;
}

const FOLDER = 'glip-work';
const WORK = 'work.json';

/** In the browser's private file system. */
export const privateFiles: WorkStorage = {
  read: async () => {
    const folder = await openFolder();
    const text = await readFile(folder, WORK).then((file) => file?.text());
    if (text === undefined) return undefined;
    const work = JSON.parse(text) as StoredWork;
    const file = await readFile(folder, work.picture.file);
    // In memory: what is written next takes the place of this file.
    return file && { work, picture: new Blob([await file.arrayBuffer()]) };
  },
  write: async (work, picture) => {
    const folder = await openFolder();
    if (!(await readFile(folder, work.picture.file))) await writeFile(folder, work.picture.file, picture);
    await writeFile(folder, WORK, JSON.stringify(work));
    for await (const name of folder.keys())
      if (name !== WORK && name !== work.picture.file) await folder.removeEntry(name).catch(() => undefined);
  },
  remove: async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(FOLDER, { recursive: true }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  },
};

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

async function readFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function writeFile(folder: FileSystemDirectoryHandle, name: string, content: Blob | string): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  await stream.write(content);
  await stream.close();
}

const isMissing = (error: unknown) => error instanceof DOMException && error.name === 'NotFoundError';
