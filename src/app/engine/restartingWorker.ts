import type { Remote } from 'comlink';
import { WorkerHandle, type WorkerPart } from './workerHandle';

/** A worker that starts with the first call, and anew with the next one after it has died. Every promise settles. */
export class RestartingWorker<Api, Prepared = void> {
  #current?: { readonly life: WorkerHandle<Api>; readonly ready: Promise<Prepared> };

  /** @param prepare brings a new worker to where the last one was; whatever is asked for waits for it. */
  constructor(
    private readonly spawn: () => Worker,
    private readonly part: WorkerPart,
    private readonly prepare: (api: Remote<Api>) => Promise<Prepared>,
  ) {}

  /**
   * Has the work done, behind all that was asked for before.
   * @throws GlipError `script` or `internal` when the worker does not load, or dies on the way; what `prepare` and `work` throw.
   */
  call<T>(work: (api: Remote<Api>, prepared: Prepared) => Promise<T>): Promise<T> {
    const { life, ready } = (this.#current ??= this.#start());
    return life.call(ready.then((prepared) => work(life.api, prepared)));
  }

  /** Ends the worker; whoever still waits gets the reason. */
  close(reason: Error): void {
    this.#current?.life.close(reason);
    this.#current = undefined;
  }

  #start() {
    const life: WorkerHandle<Api> = new WorkerHandle(this.spawn, this.part, () => (this.#current = undefined));
    const ready = life.call(this.prepare(life.api));
    ready.catch((reason: Error) => {
      // Of a worker that has died meanwhile, another may have taken the place.
      if (this.#current?.life === life) this.close(reason);
    });
    return { life, ready };
  }
}
