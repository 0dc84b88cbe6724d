import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/** What of tfjs's backend its types keep private: pipelines by their shaders' keys, promised while it only compiles. */
interface Pipelines {
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
}

/**
 * Begins to compile every kernel that `rehearsal` asks for, side by side, while it takes no memory of the GPU and computes nothing:
 * its results mean nothing, and it must free them.
 * @returns when `rehearsal` has ended; `compiled` resolves when the kernels are ready. One that does not compile is left to the run
 *   that needs it, which then reports what is wrong with it.
 */
export async function compileAhead(
  backend: WebGPUBackend,
  rehearsal: () => Promise<void>,
): Promise<{ readonly compiled: Promise<unknown> }> {
  const { bufferManager } = backend;
  Object.assign(backend, { bufferManager: imaginaryPool });
  tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
  try {
    await rehearsal();
  } finally {
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
    Object.assign(backend, { bufferManager });
  }
  const { pipelineCache } = backend as unknown as Pipelines;
  const compiling = Object.entries(pipelineCache).map(async ([key, promised]) => {
    if (!(promised instanceof Promise)) return;
    // tfjs takes what is in its cache for ready.
    delete pipelineCache[key];
    const pipeline = await promised.catch(() => undefined);
    if (pipeline) pipelineCache[key] ??= pipeline;
  });
  return { compiled: Promise.all(compiling) };
}

/** Buffers that tfjs can put values in, and that are never bound. It forgets them with their tensors. */
const imaginaryPool = {
  acquireBuffer: (size: number) => ({
    size,
    mapState: 'mapped',
    getMappedRange: () => new ArrayBuffer(size),
    unmap: () => undefined,
  }),
};
