import { proxy, type Remote } from 'comlink';
import { installErrorTransfer } from '../../workers/messages/errors';
import { RestartingWorker } from './restartingWorker';
import type { WorkerPart } from './workerHandle';
import type {
  AddOptions,
  AddProgress,
  Added,
  DownloadTarget,
  LibraryWorkerApi,
  PendingDownload,
  Space,
  StoredModel,
  TokenizerSource,
  UnstoredModel,
} from '../../workers/messages/library';

/** An import or a download at work. */
export interface Job {
  /** Rejects with a GlipError, or an AbortError after `cancel`. A paused download resolves, as `paused`. */
  readonly done: Promise<Added>;
  /** Downloads only; an import goes on. */
  pause(): void;
  cancel(): void;
}

export type OnAddProgress = (progress: AddProgress) => void;

const PART: WorkerPart = { does: 'keeps models', remedy: 'What was stored is still there.' };

/** The page's side of the visitor's models. The worker starts with the first call, and anew after a crash. */
export class LibraryClient {
  readonly #worker = new RestartingWorker<LibraryWorkerApi>(
    () =>
      new Worker(new URL('../../workers/library/library.worker.ts', import.meta.url), {
        type: 'module',
        name: 'library',
      }),
    PART,
    () => Promise.resolve(),
  );
  #jobs = 0;

  constructor() {
    installErrorTransfer();
  }

  list(): Promise<readonly StoredModel[]> {
    return this.#worker.call((api) => api.list());
  }

  pending(): Promise<readonly PendingDownload[]> {
    return this.#worker.call((api) => api.pending());
  }

  space(): Promise<Space> {
    return this.#worker.call((api) => api.space());
  }

  /** Asks the browser to keep the models when it needs room; to be called after one was stored, since browsers may ask the visitor. */
  async persist(): Promise<boolean> {
    return (await navigator.storage?.persist?.()) ?? false;
  }

  importFiles(files: readonly File[], onProgress: OnAddProgress, options: AddOptions = {}): Job {
    return this.#start((api, job, onProgress) => api.importFiles(job, files, options, onProgress), onProgress);
  }

  download(target: DownloadTarget, onProgress: OnAddProgress, options: AddOptions = {}): Job {
    return this.#start((api, job, onProgress) => api.download(job, target, options, onProgress), onProgress);
  }

  discard(id: string): Promise<void> {
    return this.#worker.call((api) => api.discard(id));
  }

  remove(id: string): Promise<void> {
    return this.#worker.call((api) => api.remove(id));
  }

  addTokenizer(id: string, source: TokenizerSource): Promise<StoredModel> {
    return this.#worker.call((api) => api.addTokenizer(id, source));
  }

  /** The model with a tokenizer. */
  async addTokenizerTo(model: UnstoredModel, source: TokenizerSource): Promise<UnstoredModel> {
    return { ...model, tokenizer: await this.#worker.call((api) => api.readTokenizer(model.config, source)) };
  }

  #start(
    work: (api: Remote<LibraryWorkerApi>, job: string, onProgress: OnAddProgress) => Promise<Added>,
    onProgress: OnAddProgress,
  ): Job {
    const job = `job-${++this.#jobs}`;
    const done = this.#worker.call((api) => work(api, job, proxy(onProgress)));
    // Of a job that has ended, there is nothing left to stop; `done` has told.
    const stop = (how: 'pause' | 'cancel') =>
      void this.#worker.call((api) => api.stop(job, how)).catch(() => undefined);
    return { done, pause: () => stop('pause'), cancel: () => stop('cancel') };
  }
}
