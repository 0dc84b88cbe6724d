import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { FusedKernel, KernelOn } from '../kernels';
import type { Native } from './native';

/** A fused kernel on wasm: makes the result and has the native module fill it. */
export type Kernel<K extends FusedKernel> = KernelOn<Native, K>;

/** How many numbers a tensor holds. */
export const sizeOf = ({ shape }: Pick<TensorInfo, 'shape'>) => shape.reduce((a, b) => a * b, 1);
