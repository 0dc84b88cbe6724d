import { type BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import createModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import threadedScript from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?url';
import { wasmWorkerContents } from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js';
import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../model/errors';
import type { StartedBackend } from './startedBackend';
import { calibrateThreads } from './calibrateThreads';
import { inTime } from './inTime';
import { installNativeKernels } from './nativeKernels';
import { createThreadedWasm, threadSource, type ThreadedBuild } from './threadedWasm';
import { chooseThreads, withThreadCapLifted } from './wasmThreads';

/** WebAssembly's heap ends here. */
const HEAP_BYTES = 2 ** 32 - 2 ** 16;
/** XNNPACK, which tfjs uses, packs the weights of every product once more for itself. With our kernels only some convolutions are its own. */
const COPIES_OF_WEIGHTS = { ours: 1.1, tfjs: 2 };

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
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const count = (tf.backend() as BackendWasm).wasm.tfjs.getThreadsCount();
  // Our kernels are SIMD through and through.
  if (simd) await installNativeKernels(count);
  const limits = { total: HEAP_BYTES, copiesOfWeights: simd ? COPIES_OF_WEIGHTS.ours : COPIES_OF_WEIGHTS.tfjs };
  return { name: 'wasm', device: `${count} ${count === 1 ? 'thread' : 'threads'}, ${simd ? 'SIMD' : 'no SIMD'}`, limits };
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
