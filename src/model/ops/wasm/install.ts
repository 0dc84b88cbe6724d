import * as tf from '@tensorflow/tfjs-core';
import { registeredName, type FusedKernel } from '../fused';
import { heapMemory, heapOf, type NativeFunctions, type WasmBackend } from './heap';
import { KERNELS } from './kernels';

/** Which build of the native module fits a running wasm backend: a module says whether the memory it imports is shared. */
export function nativeBuild(): 'kernels' | 'kernels-shared' {
  return heapMemory(tf.backend() as unknown as WasmBackend).buffer instanceof ArrayBuffer ? 'kernels' : 'kernels-shared';
}

/**
 * Gives the running wasm backend its fused kernels, in place of any that an earlier wasm backend had.
 * @param module the compiled `nativeBuild()`
 * @throws WebAssembly.LinkError for the other build
 */
export async function installWasmKernels(module: WebAssembly.Module): Promise<void> {
  const backend = tf.backend() as unknown as WasmBackend;
  const instance = await WebAssembly.instantiate(module, { env: { memory: heapMemory(backend) } });
  const native = instance.exports as unknown as NativeFunctions;
  const heap = heapOf(backend);
  removeWasmKernels();
  for (const kernel of Object.keys(KERNELS) as FusedKernel[]) {
    tf.registerKernel({
      kernelName: registeredName(kernel),
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => KERNELS[kernel](native, heap, inputs as Record<string, tf.TensorInfo>, attrs as never),
    });
  }
}

/** Back to the compositions: kernels work on the memory of the backend that they were made for, and no other. */
export function removeWasmKernels(): void {
  for (const kernel of Object.keys(KERNELS) as FusedKernel[]) {
    if (tf.getKernel(registeredName(kernel), 'wasm')) tf.unregisterKernel(registeredName(kernel), 'wasm');
  }
}
