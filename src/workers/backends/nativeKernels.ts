import { GlipError, installWasmKernels, nativeBuild, type KernelThreads, type NativeBuild } from '../../model';
import plain from '../../model/ops/wasm/kernels.wasm?url';
import relaxed from '../../model/ops/wasm/kernels-relaxed.wasm?url';
import shared from '../../model/ops/wasm/kernels-shared.wasm?url';
import sharedRelaxed from '../../model/ops/wasm/kernels-shared-relaxed.wasm?url';
import type { ThreadSetup } from '../../model/ops/wasm/thread.js';
import { PART_MISSING } from '../messages/missingPart';

const ADDRESSES: Readonly<Record<NativeBuild, string>> = {
  kernels: plain,
  'kernels-relaxed': relaxed,
  'kernels-shared': shared,
  'kernels-shared-relaxed': sharedRelaxed,
};

/**
 * Gives the running wasm backend, which must have SIMD, the native kernels.
 * @param threads that they share their work among; more than one only where the backend's memory is shared
 * @param forced even while that does not pay
 * @throws GlipError `script` when they do not arrive or start.
 */
export async function installNativeKernels(threads: number, forced = false): Promise<KernelThreads> {
  const address = ADDRESSES[nativeBuild()];
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return await installWasmKernels(await WebAssembly.compile(await response.arrayBuffer()), {
      count: threads,
      forced,
      spawn,
    });
  } catch (cause) {
    throw new GlipError('script', PART_MISSING, { cause });
  }
}

function spawn(setup: ThreadSetup, onEnd: () => void): Promise<void> {
  const worker = new Worker(new URL('./kernelThread.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    // A thread catches what its work throws: whatever else goes wrong, it is of no more use.
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      onEnd();
      reject(new Error('A thread did not start.'));
    });
    worker.postMessage(setup);
  });
}
