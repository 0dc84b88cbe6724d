import { wrap, type Remote } from 'comlink';
import { GlipError } from '../model/errors';
import type { InputSize } from '../model/image/inputSize';
import type { GroundingWorkerApi, ModelInfo } from './protocol';

/** No kernel takes this long without a word of progress, on whatever machine: the worker is gone without an event. */
const SILENCE_MILLISECONDS = 300_000;
const TICK_MILLISECONDS = 10_000;

/** One life of a worker. Whatever ends it, every call that waits for an answer is rejected: a dead worker never answers. */
export class Session {
  readonly api: Remote<GroundingWorkerApi>;
  /** Present as soon as the model is loaded. */
  info?: ModelInfo;
  /** The picture that the worker holds: it need not be sent again. */
  heldPicture?: string;
  /** The same of batches. */
  heldBatchPicture?: string;
  /** Pictures whose features the worker retains, with the input size that they are for. */
  readonly retained = new Map<string, InputSize | undefined>();

  readonly #worker: Worker;
  readonly #onEnd: (error: GlipError) => void;
  readonly #waiting = new Set<(error: Error) => void>();
  #ended?: Error;
  #silence = 0;
  #ticking?: ReturnType<typeof setInterval>;

  /** @param onEnd hears once of an end that nobody asked for. */
  constructor(onEnd: (error: GlipError) => void) {
    this.#onEnd = onEnd;
    this.#worker = new Worker(new URL('./grounding.worker.ts', import.meta.url), { type: 'module', name: 'grounding' });
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.crash(event.message || 'its script did not start');
    });
    this.#worker.addEventListener('messageerror', () => this.crash('a message could not be read'));
    this.api = wrap<GroundingWorkerApi>(this.#worker);
  }

  /** Passes the answer of a call on, or the end of the session if that comes first. */
  call<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      this.#waiting.add(reject);
      this.#watch();
      void answer.then(resolve, reject).then(() => {
        this.#waiting.delete(reject);
        this.#watch();
      });
    });
  }

  /** To be called with every progress: the worker lives. */
  signOfLife(): void {
    this.#silence = 0;
  }

  /** The worker has crashed, or is to be treated as if. */
  crash(what: string): void {
    this.fail(new GlipError('internal', `The part of this page that runs the model has stopped (${what}).`));
  }

  /** Ends the session for a failure, and tells. */
  fail(error: GlipError): void {
    if (this.#ended === undefined) {
      this.close(error);
      this.#onEnd(error);
    }
  }

  /** Ends the session; whoever still waits gets the reason. */
  close(reason: Error): void {
    this.#ended ??= reason;
    this.#worker.terminate();
    for (const reject of this.#waiting) reject(reason);
    this.#waiting.clear();
    this.#watch();
  }

  /** Ticks while there is something to wait for. Counted in ticks, since a machine that sleeps does not tick. */
  #watch(): void {
    this.#silence = 0;
    if (this.#waiting.size === 0) {
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
