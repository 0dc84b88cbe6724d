import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Native } from './native';

/**
 * A fused kernel on wasm: makes the result and has the native module fill it. Inputs and attributes are as the operation in `ops/` passes
 * them: their meaning is explained there.
 */
export type Kernel = (
  native: Native,
  inputs: Record<string, TensorInfo>,
  attributes: never,
) => TensorInfo | TensorInfo[];

/** How many floats it holds. */
export const sizeOf = (tensor: TensorInfo) => tensor.shape.reduce((a, b) => a * b, 1);
