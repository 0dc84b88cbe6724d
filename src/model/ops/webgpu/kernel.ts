import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { FusedKernel, KernelOn } from '../kernels';

/** A fused kernel on WebGPU: runs its shaders and returns the backend's tensors. */
export type Kernel<K extends FusedKernel> = KernelOn<WebGPUBackend, K>;
