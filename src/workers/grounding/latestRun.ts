import { Superseded } from '../messages/errors';

/** Throws an AbortError when a newer run has been asked for; to be awaited wherever a run may be left. */
export type Checkpoint = () => Promise<void>;

/**
 * Runs one task at a time, since all of them share one tfjs engine. A newer run makes the earlier ones obsolete: those that
 * wait never start, the one at work is left at its next checkpoint.
 */
export class LatestRun {
  #newest = 0;
  /** Runs that wait or are at work. */
  #wanted = 0;
  #idle: Promise<unknown> = Promise.resolve();

  /** @returns the task's result; rejects with an AbortError if a newer run or `abandon` comes first. */
  run<T>(task: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
    const id = ++this.#newest;
    const checkpoint = async () => {
      await nextTask();
      if (id !== this.#newest) throw new Superseded();
    };
    this.#wanted++;
    return this.exclusive(async () => {
      await checkpoint();
      return task(checkpoint);
    }).finally(() => this.#wanted--);
  }

  /** A task that never becomes obsolete, but gives way: where a run is asked for it is left at its next checkpoint and begins anew afterwards. */
  async background<T>(task: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
    const checkpoint = async () => {
      await nextTask();
      if (this.#wanted > 0) throw new GivenWay();
    };
    for (;;) {
      try {
        return await this.exclusive(() => task(checkpoint));
      } catch (error) {
        if (!(error instanceof GivenWay)) throw error;
      }
    }
  }

  /** A long task that never becomes obsolete and is done in pieces: wherever it rests, whatever has been asked for meanwhile goes first. */
  async inPieces<T>(task: (rest: () => Promise<void>) => Promise<T>): Promise<T> {
    let leave = await this.#takeTurn();
    const rest = async () => {
      await nextTask();
      leave();
      leave = await this.#takeTurn();
    };
    try {
      return await task(rest);
    } finally {
      leave();
    }
  }

  /** Waits for a turn; what it resolves with ends the turn. */
  #takeTurn(): Promise<() => void> {
    return new Promise((begin) => void this.exclusive(() => new Promise<void>(begin)));
  }

  /** A task that waits for its turn but makes nothing obsolete and cannot become so. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#idle.then(task);
    this.#idle = result.catch(() => undefined);
    return result;
  }

  /** Makes every run obsolete that has been asked for so far. */
  abandon(): void {
    this.#newest++;
  }
}

/** Leaves a background task whose turn it is not. */
class GivenWay extends Superseded {}

/**
 * Lets messages in that have arrived meanwhile. Not `scheduler.yield`, whose continuation goes before them, and not
 * `setTimeout`, which waits 4 ms once it is nested.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
