import '@tensorflow/tfjs-backend-cpu';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  checkAllocations,
  installWasmKernels,
  nativeBuild,
  removeWasmKernels,
  type WasmBackend,
} from '../../src/model';
import type { ThreadSetup } from '../../src/model/ops/wasm/thread.js';
import { createThreadedWasm, type CreateModule } from '../../src/workers/backends/threadedWasm';

const MAX_THREADS = 8;

const nodeRequire = createRequire(import.meta.url);
const wasmFolder = path.dirname(nodeRequire.resolve('@tensorflow/tfjs-backend-wasm'));
const kernelFolder = path.join(import.meta.dirname, '../../src/model/ops/wasm');
const stockFactory = tf.findBackendFactory('wasm');

/**
 * Makes a tfjs backend the current one, in Node.
 *
 * @param options.threads wasm threads, 1 to 8; if not given, one per core while they pay (see Sharing). Test
 *   files that run side by side should ask for one.
 * @param options.fused false leaves every operation to tfjs, as on a backend without kernels of ours.
 * @returns in words what runs, e.g. "SIMD, 2 threads".
 * @throws Error when the backend does not start.
 */
export async function useNodeBackend(
  name: 'wasm' | 'cpu',
  options: { threads?: number; fused?: boolean } = {},
): Promise<string> {
  if (name === 'cpu') {
    await tf.setBackend('cpu');
    return 'plain JavaScript';
  }
  const threads = Math.max(1, Math.min(MAX_THREADS, options.threads ?? os.availableParallelism()));
  setWasmPaths(wasmFolder + path.sep);
  // The product leaves tfjs one: see src/workers/wasmBackend.ts.
  setThreadsCount(1);
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', threads > 1 ? startShared : stockFactory);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend of TensorFlow.js does not start in this Node.');
  checkAllocations(tf.backend() as unknown as WasmBackend);
  removeWasmKernels();
  if (options.fused ?? true) await installNodeKernels(threads, options.threads !== undefined);
  return `SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** tfjs starts its build with threads in browsers only (tfjs#3830). */
function startShared(): Promise<tf.KernelBackend> {
  const createModule = nodeRequire(
    path.join(wasmFolder, '../wasm-out/tfjs-backend-wasm-threaded-simd.js'),
  ) as CreateModule;
  return createThreadedWasm(createModule, path.join(wasmFolder, 'tfjs-backend-wasm-threaded-simd.wasm'));
}

/** Gives the running wasm backend the native kernels; see installWasmKernels. */
export async function installNodeKernels(threads: number, forced = true): Promise<void> {
  const module = await WebAssembly.compile(readFileSync(path.join(kernelFolder, `${nativeBuild()}.wasm`)));
  await installWasmKernels(module, { count: threads, forced, spawn: spawnKernelThread });
}

function spawnKernelThread(setup: ThreadSetup, onEnd: () => void): Promise<void> {
  const worker = new Worker(path.join(import.meta.dirname, 'kernelThread.js'), { workerData: setup });
  worker.unref();
  worker.once('exit', onEnd);
  return new Promise((resolve, reject) => worker.once('message', () => resolve()).once('error', reject));
}
