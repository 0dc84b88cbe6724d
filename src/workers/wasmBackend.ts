import { type BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import createModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import threadedScript from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?url';
import { wasmWorkerContents } from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js';
import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../model/errors';
import { installWasmKernels, nativeBuild, type NativeBuild } from '../model/ops/wasm/install';
import plainKernels from '../model/ops/wasm/kernels.wasm?url';
import relaxedKernels from '../model/ops/wasm/kernels-relaxed.wasm?url';
import sharedKernels from '../model/ops/wasm/kernels-shared.wasm?url';
import sharedRelaxedKernels from '../model/ops/wasm/kernels-shared-relaxed.wasm?url';
import type { StartedBackend } from './startedBackend';
import type { ThreadSetup } from '../model/ops/wasm/thread.js';
import { calibrateThreads } from './calibrateThreads';
import { createThreadedWasm, threadSource, type ThreadedBuild } from './threadedWasm';
import { chooseThreads, withThreadCapLifted } from './wasmThreads';

/** WebAssembly's heap ends at 4 GB, and XNNPACK packs the weights of every matrix product once more for itself. */
const LIMITS = { total: 2 ** 32 - 2 ** 16, copiesOfWeights: 2 };

const NATIVE_BUILDS: Readonly<Record<NativeBuild, string>> = {
  kernels: plainKernels,
  'kernels-relaxed': relaxedKernels,
  'kernels-shared': sharedKernels,
  'kernels-shared-relaxed': sharedRelaxedKernels,
};

/** Threads start well within a second; where they are forbidden (a stricter CSP, say) they never do. */
const THREADS_MILLISECONDS = 10_000;

/**
 * @param forcedThreads 1 to 8; there are none but one where the page is not cross-origin isolated.
 * @throws GlipError `backend` when WebAssembly does not start.
 */
export async function startWasm(forcedThreads?: number): Promise<StartedBackend> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  const threads = crossOriginIsolated ? (forcedThreads ?? chooseThreads(navigator.hardwareConcurrency)) : 1;
  const started = threads > 1 && (await startThreads(threads, forcedThreads !== undefined));
  if (!started && !(await startWithoutThreads())) {
    throw new GlipError('backend', 'The model cannot run here, because WebAssembly does not start. Please try another browser.');
  }
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD';
  const count = (tf.backend() as BackendWasm).wasm.tfjs.getThreadsCount();
  if (simd === 'SIMD') await installKernels(count);
  return { name: 'wasm', device: `${count} ${count === 1 ? 'thread' : 'threads'}, ${simd}`, limits: LIMITS };
}

/** Our kernels are SIMD through and through; where there is none, tfjs's own do everything. */
async function installKernels(threads: number): Promise<void> {
  const address = NATIVE_BUILDS[nativeBuild()];
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await installWasmKernels(await WebAssembly.compile(await response.arrayBuffer()), { count: threads, spawn: spawnKernelThread });
  } catch (cause) {
    throw new GlipError('backend', 'A part of the program did not arrive. Please check the connection and load the page again.', { cause });
  }
}

function spawnKernelThread(setup: ThreadSetup): Promise<void> {
  const worker = new Worker(new URL('./kernelThread.ts', import.meta.url), { type: 'module' });
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', () => reject(new Error('A thread did not start.')), { once: true });
  });
  worker.postMessage(setup);
  return inTime(ready);
}

const stockFactory = tf.findBackendFactory('wasm');

function startWithoutThreads(): Promise<boolean> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return register(stockFactory);
}

/** Every build with threads has SIMD, and so has every browser with threads. */
async function startThreads(threads: number, forced: boolean): Promise<boolean> {
  const threadScript = URL.createObjectURL(new Blob([threadSource(wasmWorkerContents)], { type: 'text/javascript' }));
  const build: ThreadedBuild = {
    createModule: createModule as unknown as ThreadedBuild['createModule'],
    mainScript: new URL(threadedScript, import.meta.url).href,
    threadScript,
    binary: threadedWasm,
  };
  setThreadsCount(forced ? threads : 1);
  try {
    return await withThreadCapLifted(navigator, async () => {
      const started = await register(() => inTime(createThreadedWasm(build)));
      if (started && !forced) calibrateThreads(threads);
      return started;
    });
  } finally {
    URL.revokeObjectURL(threadScript);
  }
}

/** Makes a backend the one that runs; false when it does not start. */
function register(factory: () => ReturnType<typeof stockFactory>): Promise<boolean> {
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
  return tf.setBackend('wasm');
}

function inTime<T>(start: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The threads did not start.')), THREADS_MILLISECONDS);
    start.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
