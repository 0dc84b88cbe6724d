import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** tfjs takes at most half of the cores that it sees when it starts, and at most 8 threads: for a comparison it should see so many. */
export const MANY_CORES = 16;

/**
 * Runs `work` with tfjs's own kernels on as many threads as ours, which they are compared with. The product leaves them one.
 * tfjs starts eight threads once, and never again one that has ended: this can be done seven times.
 */
export async function withTfjsThreads<T>(threads: number, work: () => Promise<T>): Promise<T> {
  if (threads === 1) return work();
  const { tfjs } = (tf.backend() as BackendWasm).wasm;
  tfjs.initWithThreadsCount(threads);
  try {
    return await work();
  } finally {
    tfjs.initWithThreadsCount(1);
  }
}
