import type { KeptPicture, LabelEntry, LabelRecord, LabellingWorkerApi, OpenedLabelling } from './protocol';

/**
 * Stands for the storage where the browser has none, as in some private windows. The page itself has the labels, and here are the
 * visitor's files, which stay on the disk; both until the page is closed.
 */
export class VisitStore implements LabellingWorkerApi {
  #files: Blob[] = [];

  open(): Promise<OpenedLabelling> {
    return Promise.resolve({ lasting: false, settings: undefined, entries: [] });
  }

  saveSettings(): Promise<void> {
    return Promise.resolve();
  }

  add(file: Blob, name: string, record: LabelRecord): Promise<LabelEntry> {
    const about: KeptPicture = { id: String(this.#files.length), name, bytes: file.size };
    this.#files.push(file);
    return Promise.resolve({ ...about, record });
  }

  saveRecord(): Promise<void> {
    return Promise.resolve();
  }

  picture(id: string): Promise<Blob> {
    return Promise.resolve(this.#files[Number(id)]!);
  }

  clear(): Promise<void> {
    this.#files = [];
    return Promise.resolve();
  }
}
