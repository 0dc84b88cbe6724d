/** Threads start well within a second; where they are forbidden (a stricter CSP, say) they never do. */
const THREADS_MILLISECONDS = 10_000;

/** What the start of threads gives, or an error when it takes too long. */
export function inTime<T>(start: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The threads did not start.')), THREADS_MILLISECONDS);
    start.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
