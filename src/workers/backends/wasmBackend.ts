import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import createModule from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import * as tf from '@tensorflow/tfjs-core';
import { checkAllocations, GlipError, nativeBuild, type WasmBackend } from '../../model';
import type { StartedBackend } from './startedBackend';
import { installNativeKernels } from './nativeKernels';
import { createThreadedWasm, type CreateModule } from './threadedWasm';
import { chooseThreads } from './wasmThreads';

/** WebAssembly's heap ends here. */
const HEAP_BYTES = 2 ** 32 - 2 ** 16;
/** XNNPACK, which tfjs uses, packs the weights of every product once more for itself. With our kernels only few are left to it. */
const COPIES_OF_WEIGHTS = { ours: 1.1, tfjs: 2 };

/**
 * @param threads 1 to 8, if not by the number of cores; there are none but one where the page is not cross-origin isolated.
 * @param forced even while they do not pay: see Sharing.
 * @throws GlipError `backend` when WebAssembly does not start.
 */
export async function startWasm(
  threads = chooseThreads(navigator.hardwareConcurrency),
  forced = false,
): Promise<StartedBackend> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainWasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  const shared = threads > 1 && crossOriginIsolated && (await startShared());
  if (!shared && !(await startPlain())) {
    throw new GlipError(
      'backend',
      'The model cannot run here, because WebAssembly does not start. Please try another browser.',
    );
  }
  checkAllocations(tf.backend() as unknown as WasmBackend);
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  // Our kernels are SIMD through and through.
  const kernels = simd ? await installNativeKernels(shared ? threads : 1, forced) : undefined;
  const limits = { total: HEAP_BYTES, copiesOfWeights: simd ? COPIES_OF_WEIGHTS.ours : COPIES_OF_WEIGHTS.tfjs };
  const running = () => kernels?.running ?? 1;
  const instructions = !simd ? 'no SIMD' : nativeBuild().endsWith('relaxed') ? 'relaxed SIMD' : 'SIMD';
  return {
    name: 'wasm',
    limits,
    // Threads may still come, or go.
    get threads() {
      return running();
    },
    get device() {
      return `${running()} ${running() === 1 ? 'thread' : 'threads'}, ${instructions}`;
    },
  };
}

const stockFactory = tf.findBackendFactory('wasm');

function startPlain(): Promise<boolean> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return register(stockFactory);
}

/**
 * tfjs's build with threads: its memory is shared, so that our threads see it. Of its own it uses none but the one that calls: what is
 * left to it are small operations, which lose when a thread must be woken. Every build with threads has SIMD, and so has every browser
 * with threads.
 */
function startShared(): Promise<boolean> {
  setThreadsCount(1);
  return register(() => createThreadedWasm(createModule as unknown as CreateModule, threadedWasm));
}

/** Makes a backend the one that runs; false when it does not start. */
function register(factory: () => ReturnType<typeof stockFactory>): Promise<boolean> {
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
  return tf.setBackend('wasm');
}
