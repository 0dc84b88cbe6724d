import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { registeredName, type FusedKernel } from '../fused';
import { KERNELS } from './kernels';

const NAMES = Object.keys(KERNELS) as (keyof typeof KERNELS)[];

/** Gives the webgpu backend, whichever runs now or later, its fused kernels. */
export function installWebGpuKernels(): void {
  removeWebGpuKernels();
  for (const kernel of NAMES) {
    tf.registerKernel({
      kernelName: registeredName(kernel),
      backendName: 'webgpu',
      kernelFunc: ({ inputs, attrs, backend }) =>
        KERNELS[kernel](backend as WebGPUBackend, inputs as Record<string, tf.TensorInfo>, attrs as never),
    });
  }
}

/** Back to the compositions. */
export function removeWebGpuKernels(): void {
  for (const kernel of NAMES.filter((kernel) => isInstalled(kernel)))
    tf.unregisterKernel(registeredName(kernel), 'webgpu');
}

const isInstalled = (kernel: FusedKernel) => tf.getKernel(registeredName(kernel), 'webgpu') !== undefined;
