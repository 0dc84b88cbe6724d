import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../fused';
import { mappedDeformConv2d } from './deformConv2d';
import { windowAttention } from './windowAttention';

/** Inputs and attributes as the operation in `ops/` hands them over: their meaning is told there. */
type Kernel = (backend: WebGPUBackend, inputs: Record<string, TensorInfo>, attributes: never) => TensorInfo;

/** The fused kernels of WebGPU. */
export const KERNELS = {
  MappedDeformConv2d: mappedDeformConv2d,
  WindowAttention: windowAttention,
} as const satisfies Partial<Record<FusedKernel, Kernel>>;
