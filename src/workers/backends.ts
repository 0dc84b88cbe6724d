import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../model/errors';
import { isSoftwareAdapter, requestAdapter } from './adapter';
import type { BackendName } from './protocol';

/** A running tfjs backend. The members that are left out have no meaning on it. */
export interface StartedBackend {
  readonly name: BackendName;
  /** For the visitor: the GPU's name, or the threads. */
  readonly device: string;
  /** A GPU in name only, which calculates on the processor: for tests. */
  readonly software?: boolean;
  readonly limits?: BackendLimits;
  /** Resolves with a reason when the GPU device is gone, and everything on it. */
  readonly lost?: Promise<string>;
  /** Why results are not to be trusted any more: the device is gone (`device-lost`), or the GPU reported an error (`backend`). */
  failure?(): GlipError | undefined;
  /** Gives GPU memory back that pictures of other sizes have left. */
  trim?(): void;
  destroyDevice?(): void;
}

/** What a backend can hold, as far as it is known. Bytes. */
export interface BackendLimits {
  /** One tensor. */
  readonly tensor?: number;
  /** All together. */
  readonly total?: number;
  /** How often the weights lie in memory. */
  readonly copiesOfWeights: number;
}

/**
 * Starts the forced backend, or else webgpu on a real GPU and wasm everywhere else. Each is a chunk of its own, so that a
 * visitor fetches the kernels of one only.
 * @param threads of wasm; without it a measurement decides.
 * @throws GlipError `backend` when it does not start.
 */
export async function startBackend(forced?: BackendName, threads?: number): Promise<StartedBackend> {
  if (forced === 'cpu') return startCpu();
  if (forced !== 'wasm') {
    const adapter = await requestAdapter();
    if (adapter && (forced === 'webgpu' || !isSoftwareAdapter(adapter))) {
      const webgpu = await import('./webgpuBackend');
      return webgpu.startWebGpu(adapter);
    }
    if (forced === 'webgpu') {
      throw new GlipError('backend', 'This browser offers no WebGPU here. Remove "backend=webgpu" from the address to go on without it.');
    }
  }
  const wasm = await import('./wasmBackend');
  return wasm.startWasm(threads);
}

async function startCpu(): Promise<StartedBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { name: 'cpu', device: 'plain JavaScript' };
}
