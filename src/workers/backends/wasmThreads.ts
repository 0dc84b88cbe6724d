/** More cores than this are rarely free, and each part gets small. */
const MOST = 8;

/**
 * How many threads wasm should use. Matrix products here ran best with one thread per core on few cores; beyond four, half
 * of what the browser reports counts, since that is usually two per physical core, whose arithmetic one thread keeps busy.
 * @param cores `navigator.hardwareConcurrency`.
 */
export function chooseThreads(cores: number): number {
  if (cores <= 4) return Math.max(1, cores);
  return Math.min(MOST, Math.max(4, Math.floor(cores / 2)));
}
