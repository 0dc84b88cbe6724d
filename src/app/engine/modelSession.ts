import type { Remote } from 'comlink';
import type { GlipError, InputSize } from '../../model';
import type { GroundingWorkerApi, ModelInfo } from '../../workers/messages/grounding';
import { WorkerHandle, type WorkerPart } from './workerHandle';

/** No kernel takes this long without a word of progress, on whatever machine: the worker is gone without an event. */
const SILENCE_MILLISECONDS = 300_000;
const TICK_MILLISECONDS = 10_000;

/** Nothing of what is shown is kept in the worker. */
const PART: WorkerPart = { does: 'runs the model', remedy: '' };

/** One life of the worker with a model in it. Whatever ends it, silence included, every call that waits for an answer is rejected. */
export class ModelSession {
  /** Present as soon as the model is loaded. */
  info?: ModelInfo;
  /** The picture that the worker holds: it need not be sent again. */
  heldPicture?: string;
  /** The same of batches. */
  heldBatchPicture?: string;
  /** Pictures whose features the worker retains, with the input size that they are for. */
  readonly retained = new Map<string, InputSize | undefined>();

  readonly #life: WorkerHandle<GroundingWorkerApi>;
  #waiting = 0;
  #silence = 0;
  #ticking?: ReturnType<typeof setInterval>;

  /** @param onEnd hears once of an end that nobody asked for. */
  constructor(onEnd: (error: GlipError) => void) {
    this.#life = new WorkerHandle(
      () =>
        new Worker(new URL('../../workers/grounding/grounding.worker.ts', import.meta.url), {
          type: 'module',
          name: 'grounding',
        }),
      PART,
      onEnd,
    );
  }

  get api(): Remote<GroundingWorkerApi> {
    return this.#life.api;
  }

  /** Passes the answer of a call on, or the end of the session if that comes first. */
  async call<T>(answer: Promise<T>): Promise<T> {
    this.#wait(1);
    try {
      return await this.#life.call(answer);
    } finally {
      this.#wait(-1);
    }
  }

  /** To be called with every progress: the worker lives. */
  signOfLife(): void {
    this.#silence = 0;
  }

  /** The worker has crashed, or is to be treated as if. */
  crash(what: string): void {
    this.#life.crash(what);
  }

  /** Ends the session for a failure, and tells. */
  fail(error: GlipError): void {
    this.#life.fail(error);
  }

  /** Ends the session; whoever still waits gets the reason. */
  close(reason: Error): void {
    this.#life.close(reason);
  }

  /** Ticks while there is something to wait for. Counted in ticks, since a machine that sleeps does not tick. */
  #wait(more: 1 | -1): void {
    this.#waiting += more;
    this.#silence = 0;
    if (this.#waiting === 0) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    } else {
      this.#ticking ??= setInterval(() => {
        this.#silence += TICK_MILLISECONDS;
        if (this.#silence >= SILENCE_MILLISECONDS) this.crash('it does not answer');
      }, TICK_MILLISECONDS);
    }
  }
}
