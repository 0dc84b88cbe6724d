/** Keeps the visitor's models: gets, converts, stores, lists and removes them while grounding.worker.ts grounds. */
import { expose, releaseProxy } from 'comlink';
import { installErrorTransfer } from '../messages/errors';
import { Stopped } from './download/downloadJob';
import type { Folder } from '../storage/folder';
import { Library } from './library';
import { webLocks } from '../storage/locks';
import { noStorage } from '../storage/noStorage';
import { retried } from './retried';
import { openRoot } from '../storage/opfsFolder';
import type { AddProgress, Added, LibraryWorkerApi, Space } from '../messages/library';
import { TOKENIZER_FOLDERS } from '../registry/registry';

const STALL_MILLISECONDS = 30_000;
/** A router that starts anew takes a minute or two. */
const RETRY_DELAYS = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];

/** Opens the library once; after a failure, with the next call. Where nothing can be stored, models serve for this visit. */
const library = retried(async () => {
  const root = await openRoot().catch(() => noStorage);
  const library = new Library({
    root,
    locks: webLocks,
    fetch: (...request) => fetch(...request),
    space: () => spaceIn(root),
    tokenizerFolders: TOKENIZER_FOLDERS,
    stallMilliseconds: STALL_MILLISECONDS,
    retryDelays: RETRY_DELAYS,
  });
  await library.tidy();
  return library;
});

const jobs = new Map<string, AbortController>();

const api: LibraryWorkerApi = {
  list: async () => (await library()).list(),
  pending: async () => (await library()).pending(),
  space: async () => (await library()).space(),
  importFiles: (job, files, options, onProgress) =>
    run(job, onProgress, async (signal) => (await library()).importFiles(files, options, onProgress, signal)),
  download: (job, target, options, onProgress) =>
    run(job, onProgress, async (signal) => (await library()).download(target, options, onProgress, signal)),
  stop: (job, how) => {
    jobs.get(job)?.abort(new Stopped(how));
    return Promise.resolve();
  },
  discard: async (id) => (await library()).discard(id),
  remove: async (id) => (await library()).remove(id),
  addTokenizer: async (id, source) => (await library()).addTokenizer(id, source),
  readTokenizer: async (config, source) => (await library()).readTokenizer(config, source),
};

async function run(
  job: string,
  onProgress: (progress: AddProgress) => void,
  work: (signal: AbortSignal) => Promise<Added>,
): Promise<Added> {
  const controller = new AbortController();
  jobs.set(job, controller);
  try {
    return await work(controller.signal);
  } finally {
    jobs.delete(job);
    // A callback from the page is a message port, which stays open until it is released.
    (onProgress as { [releaseProxy]?: () => void })[releaseProxy]?.();
  }
}

async function spaceIn(root: Folder): Promise<Space> {
  if (root === noStorage) return { stores: false, used: 0, quota: 0, persisted: false };
  const { usage = 0, quota = Infinity } = (await navigator.storage.estimate?.()) ?? {};
  return { stores: true, used: usage, quota, persisted: (await navigator.storage.persisted?.()) ?? false };
}

installErrorTransfer();
expose(api);
