import * as tf from '@tensorflow/tfjs-core';
import { registeredName, type FusedKernel } from '../fused';
import { heapMemory, type WasmBackend } from './heap';
import { KERNELS } from './kernels';
import { Native, type Threads } from './native';

/** Which build of the native module fits a running wasm backend: a module says whether the memory it imports is shared. */
export function nativeBuild(): 'kernels' | 'kernels-shared' {
  return heapMemory(tf.backend() as unknown as WasmBackend).buffer instanceof ArrayBuffer ? 'kernels' : 'kernels-shared';
}

let installed: Native | undefined;

/**
 * Gives the running wasm backend its fused kernels, in place of any that an earlier wasm backend had.
 * @param module the compiled `nativeBuild()`
 * @param threads for a backend whose memory is shared; without them all work is done by the thread that calls
 * @throws WebAssembly.LinkError for the other build
 */
export async function installWasmKernels(module: WebAssembly.Module, threads?: Threads): Promise<void> {
  removeWasmKernels();
  const native = await Native.create(tf.backend() as unknown as WasmBackend, module, threads);
  for (const kernel of Object.keys(KERNELS) as FusedKernel[]) {
    tf.registerKernel({
      kernelName: registeredName(kernel),
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => KERNELS[kernel](native, inputs as Record<string, tf.TensorInfo>, attrs as never),
    });
  }
  installed = native;
}

/** Back to the compositions: kernels work on the memory of the backend that they were made for, and no other. */
export function removeWasmKernels(): void {
  if (!installed) return;
  installed.stop();
  installed = undefined;
  for (const kernel of Object.keys(KERNELS) as FusedKernel[]) tf.unregisterKernel(registeredName(kernel), 'wasm');
}
