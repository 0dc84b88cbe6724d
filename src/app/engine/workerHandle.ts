import { wrap, type Remote } from 'comlink';
import { GlipError, type GlipErrorCode } from '../../model';
import { partMissed } from '../../workers/messages/missingPart';

/** A part of the page that runs in a worker, as the visitor is told of it. */
export interface WorkerPart {
  /** Completes "The part of this page that …". */
  readonly does: string;
  /** What the visitor can do when it fails, and what is kept: whole sentences. */
  readonly remedy: string;
}

/** What goes wrong when a file of the page's own does not come. */
const OF_MISSING_PARTS: readonly GlipErrorCode[] = ['script', 'backend', 'weights-fetch'];

/** One life of a worker behind Comlink. Whatever ends it, every call that waits for an answer is rejected: a dead worker never answers. */
export class WorkerHandle<Api> {
  readonly api: Remote<Api>;
  readonly #worker?: Worker;
  readonly #waiting = new Set<(reason: Error) => void>();
  #ended?: Error;

  /** @param onEnd hears once of an end that nobody asked for: a GlipError `script` where the script did not load, else `internal`. */
  constructor(
    spawn: () => Worker,
    private readonly part: WorkerPart,
    private readonly onEnd: (error: GlipError) => void,
  ) {
    try {
      this.#worker = spawn();
    } catch (cause) {
      // What most browsers tell by an event, some throw: that the page's security policy forbids the script.
      queueMicrotask(() => this.#notLoaded({ cause }));
    }
    this.#worker?.addEventListener('error', (event) => {
      event.preventDefault();
      // Only what a running script throws comes with a message.
      if (event.message) this.crash(event.message);
      else this.#notLoaded();
    });
    this.#worker?.addEventListener('messageerror', () => this.crash('a message could not be read'));
    this.api = wrap<Api>(this.#worker ?? new MessageChannel().port1);
  }

  /** Passes the answer of a call on, or the end of the worker if that comes first. */
  call<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown) => {
        if (reason instanceof GlipError && OF_MISSING_PARTS.includes(reason.code)) partMissed();
        reject(reason as Error);
      };
      if (this.#ended !== undefined) return fail(this.#ended);
      this.#waiting.add(fail);
      void answer.then(resolve, fail).then(() => this.#waiting.delete(fail));
    });
  }

  /** The worker has crashed, or is to be treated as if. */
  crash(what: string): void {
    this.fail(
      new GlipError(
        'internal',
        `The part of this page that ${this.part.does} has stopped (${what}). ${this.part.remedy}`.trimEnd(),
      ),
    );
  }

  /** Ends the worker for a failure, and tells. */
  fail(error: GlipError): void {
    if (this.#ended === undefined) {
      this.close(error);
      this.onEnd(error);
    }
  }

  /** Ends the worker; whoever still waits gets the reason. */
  close(reason: Error): void {
    this.#ended ??= reason;
    this.#worker?.terminate();
    for (const reject of this.#waiting) reject(reason);
    this.#waiting.clear();
  }

  #notLoaded(options?: ErrorOptions): void {
    this.fail(
      new GlipError(
        'script',
        `The part of this page that ${this.part.does} could not be loaded. Check the connection and try again; if that does not help, reload the page. ${this.part.remedy}`.trimEnd(),
        options,
      ),
    );
  }
}
