import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { kernelThreads } from '../../src/model/ops/wasm/install';

/** tfjs takes at most half of the cores that it sees when it starts, and at most 8 threads: for a comparison it should see so many. */
export const MANY_CORES = 16;

/** Runs `work` with tfjs's own kernels on as many threads as ours, which they are compared with. The product leaves them one. */
export async function withTfjsThreads<T>(work: () => Promise<T>): Promise<T> {
  if (tf.getBackend() !== 'wasm' || kernelThreads() === 1) return work();
  const { tfjs } = (tf.backend() as BackendWasm).wasm;
  tfjs.initWithThreadsCount(kernelThreads());
  try {
    return await work();
  } finally {
    tfjs.initWithThreadsCount(1);
  }
}
