import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Library } from '../../src/workers/library/library';
import type { Environment } from '../../src/workers/library/store/environment';
import type { AddProgress } from '../../src/workers/messages/library';
import { DiskFolder, type Room } from '../support/diskFolder';
import { FlakyServer } from '../support/flakyServer';
import { MemoryLocks } from '../support/memoryLocks';
import { TOKENIZER } from '../support/tinyModel';

export const file = (name: string, content: BlobPart) => new File([content], name);
export const tokenizerJson = () => file('tokenizer.json', TOKENIZER['tokenizer.json']);

/** A browser's worth of storage, a web server, and as many tabs of the page as a test opens. */
export class Setting {
  readonly locks = new MemoryLocks();
  readonly room: Room = { bytes: Infinity };
  readonly progress: AddProgress[] = [];
  /** What the browser says that the site may take. */
  quota = 1e12;
  stores = true;

  private constructor(
    readonly directory: string,
    readonly server: FlakyServer,
  ) {}

  static async start(): Promise<Setting> {
    const setting = new Setting(await mkdtemp(path.join(os.tmpdir(), 'glip-library-')), await FlakyServer.start());
    for (const [name, text] of Object.entries(TOKENIZER))
      setting.server.files.set(`/bert/${name}`, new TextEncoder().encode(text));
    return setting;
  }

  get root(): DiskFolder {
    return new DiskFolder(this.directory, this.room);
  }

  tab(changes: Partial<Environment> = {}): Library {
    return new Library({
      root: this.root,
      locks: this.locks,
      fetch,
      space: () => Promise.resolve({ stores: this.stores, used: 0, quota: this.quota, persisted: false }),
      tokenizerFolders: [`${this.server.origin}bert/`],
      stallMilliseconds: 2000,
      retryDelays: [1, 2],
      ...changes,
    });
  }

  readonly onProgress = (progress: AddProgress) => void this.progress.push(progress);

  async end(): Promise<void> {
    await this.server.close();
    await rm(this.directory, { recursive: true });
  }
}
