import type { Folder } from '../../storage/folder';
import type { Locks } from '../../storage/locks';
import type { Space } from '../../messages/library';

/** What the library needs of the browser; tests bring their own. */
export interface Environment {
  readonly root: Folder;
  readonly locks: Locks;
  readonly fetch: typeof fetch;
  space(): Promise<Space>;
  readonly tokenizerFolders: readonly string[];
  readonly stallMilliseconds: number;
  readonly retryDelays: readonly number[];
}
