import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { GlipError } from '../../model/errors';
import { installErrorTransfer } from '../errors';
import type { AddOptions, AddProgress, Added, DownloadTarget, LibraryWorkerApi, PendingDownload, Space, StoredModel, TokenizerSource, UnstoredModel } from './protocol';

/** An import or a download at work. */
export interface Job {
  /** Rejects with a GlipError, or an AbortError after `cancel`. A paused download resolves, as `paused`. */
  readonly done: Promise<Added>;
  /** Downloads only; an import goes on. */
  pause(): void;
  cancel(): void;
}

export type OnAddProgress = (progress: AddProgress) => void;

/** The page's side of the visitor's models. The worker starts with the first call, and anew after a crash. */
export class LibraryClient {
  #worker?: Worker;
  #api?: Remote<LibraryWorkerApi>;
  #jobs = 0;
  readonly #waiting = new Set<(error: Error) => void>();

  constructor() {
    installErrorTransfer();
  }

  list(): Promise<readonly StoredModel[]> {
    return this.#call((api) => api.list());
  }

  pending(): Promise<readonly PendingDownload[]> {
    return this.#call((api) => api.pending());
  }

  space(): Promise<Space> {
    return this.#call((api) => api.space());
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
    return this.#call((api) => api.discard(id));
  }

  remove(id: string): Promise<void> {
    return this.#call((api) => api.remove(id));
  }

  addTokenizer(id: string, source: TokenizerSource): Promise<StoredModel> {
    return this.#call((api) => api.addTokenizer(id, source));
  }

  /** The model with a tokenizer. */
  async addTokenizerTo(model: UnstoredModel, source: TokenizerSource): Promise<UnstoredModel> {
    return { ...model, tokenizer: await this.#call((api) => api.readTokenizer(model.config, source)) };
  }

  #start(work: (api: Remote<LibraryWorkerApi>, job: string, onProgress: OnAddProgress) => Promise<Added>, onProgress: OnAddProgress): Job {
    const job = `job-${++this.#jobs}`;
    const done = this.#call((api) => work(api, job, proxy(onProgress)));
    // Of a job that has ended, there is nothing left to stop; `done` has told.
    const stop = (how: 'pause' | 'cancel') => void this.#call((api) => api.stop(job, how)).catch(() => undefined);
    return { done, pause: () => stop('pause'), cancel: () => stop('cancel') };
  }

  #call<T>(work: (api: Remote<LibraryWorkerApi>) => Promise<T>): Promise<T> {
    const api = (this.#api ??= this.#open());
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      void work(api)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  #open(): Remote<LibraryWorkerApi> {
    const worker = new Worker(new URL('./library.worker.ts', import.meta.url), { type: 'module', name: 'library' });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#crashed(event.message || 'its script did not start');
    });
    this.#worker = worker;
    return wrap<LibraryWorkerApi>(worker);
  }

  #crashed(what: string): void {
    this.#worker?.terminate();
    this.#api?.[releaseProxy]();
    this.#worker = undefined;
    this.#api = undefined;
    const error = new GlipError('internal', `The part of this page that keeps models has stopped (${what}). What was stored is still there; please try again.`);
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}
