import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../../model';
import { isSoftwareAdapter, requestAdapter } from './adapter';
import type { BackendName } from '../messages/grounding';
import type { StartedBackend } from './startedBackend';

/**
 * Starts the forced backend, or else webgpu on a real GPU and wasm everywhere else. Each is a chunk of its own, so that a
 * visitor fetches the kernels of one only.
 * @param threads of wasm, at most; without it by the number of cores.
 * @param forcedThreads even while that does not pay.
 * @throws GlipError `backend` when it does not start.
 */
export async function startBackend(
  forced?: BackendName,
  threads?: number,
  forcedThreads = threads !== undefined,
): Promise<StartedBackend> {
  if (forced === 'cpu') return startCpu();
  if (forced !== 'wasm') {
    const adapter = await requestAdapter();
    if (adapter && (forced === 'webgpu' || !isSoftwareAdapter(adapter))) {
      const webgpu = await import('./webgpuBackend');
      return webgpu.startWebGpu(adapter);
    }
    if (forced === 'webgpu') {
      throw new GlipError(
        'backend',
        'This browser offers no WebGPU here. Remove "backend=webgpu" from the address to go on without it.',
      );
    }
  }
  const wasm = await import('./wasmBackend');
  return wasm.startWasm(threads, forcedThreads);
}

async function startCpu(): Promise<StartedBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { name: 'cpu', device: 'plain JavaScript' };
}
