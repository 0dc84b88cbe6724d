import { GlipError } from '../../model';
import type { KeptPicture, LabelEntry, LabelRecord, LabellingWorkerApi, OpenedLabelling } from '../messages/labelling';

/**
 * Stands for the storage where the browser has none, as in some private windows. The page itself has the labels, and here are the
 * visitor's files, which stay on the disk; both until the page is closed.
 */
export class VisitStore implements LabellingWorkerApi {
  readonly #files = new Map<string, Blob>();

  open(): Promise<OpenedLabelling> {
    return Promise.resolve({ lasting: false, settings: undefined, entries: [] });
  }

  saveSettings(): Promise<void> {
    return Promise.resolve();
  }

  add(file: Blob, name: string, record: LabelRecord): Promise<LabelEntry> {
    const about: KeptPicture = { id: crypto.randomUUID(), name, bytes: file.size };
    this.#files.set(about.id, file);
    return Promise.resolve({ ...about, record });
  }

  saveRecord(): Promise<void> {
    return Promise.resolve();
  }

  picture(id: string): Promise<Blob> {
    const file = this.#files.get(id);
    // A worker that has taken another's place knows nothing of what that one had.
    return file
      ? Promise.resolve(file)
      : Promise.reject(
          new GlipError('storage', 'This picture is no longer in the browser’s memory. Start anew and bring it again.'),
        );
  }

  clear(): Promise<void> {
    this.#files.clear();
    return Promise.resolve();
  }
}
