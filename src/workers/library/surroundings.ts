import type { Folder } from './folder';
import type { Locks } from './locks';
import type { Space } from './protocol';

/** What the library needs of the browser; tests bring their own. */
export interface Surroundings {
  readonly root: Folder;
  readonly locks: Locks;
  readonly fetch: typeof fetch;
  space(): Promise<Space>;
  readonly tokenizerFolders: readonly string[];
  readonly stallMilliseconds: number;
  readonly retryDelays: readonly number[];
}
