import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { installKernels, removeKernels } from '../kernels';
import { KERNELS } from './kernels';

/** Gives the webgpu backend, whichever runs now or later, its fused kernels. */
export function installWebGpuKernels(): void {
  removeWebGpuKernels();
  installKernels<WebGPUBackend, WebGPUBackend>('webgpu', KERNELS, (backend, run) => run(backend));
}

/** Leaves the operations to their compositions again. */
export function removeWebGpuKernels(): void {
  removeKernels('webgpu', KERNELS);
}
