/** tfjs' threaded build starts a pool of eight workers and uses no more. */
const POOL = 8;

/**
 * How many threads wasm should use. Matrix products here ran best with one thread per core on few cores; beyond four, half
 * of what the browser reports counts, since that is usually two per physical core, and the slowest core sets the pace.
 * @param cores `navigator.hardwareConcurrency`.
 */
export function chooseThreads(cores: number): number {
  if (cores <= 4) return Math.max(1, cores);
  return Math.min(POOL, Math.max(4, Math.floor(cores / 2)));
}

/**
 * Runs `start` while the navigator reports enough cores: the build takes at most half of what it sees there, whatever
 * `setThreadsCount` asks, so two cores would mean one thread.
 */
export async function withThreadCapLifted<T>(navigator: { readonly hardwareConcurrency: number }, start: () => Promise<T>): Promise<T> {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * POOL, configurable: true });
  try {
    return await start();
  } finally {
    delete (navigator as { hardwareConcurrency?: number }).hardwareConcurrency; // the prototype's own getter shows again
  }
}
