/** Runs one piece of work after the other, in the order in which they were asked for. */
export interface SerialQueue {
  /** Resolves or rejects as the work does; a failure does not keep later work from running. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was asked for so far has ended. */
  settled(): Promise<void>;
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (work) => {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
    settled: async () => void (await last),
  };
}
