import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Native } from './native';

/**
 * A fused kernel on wasm: allots the result and has the native module fill it. Inputs and attributes are as the operation in `ops/` hands
 * them over: their meaning is told there.
 */
export type Kernel = (native: Native, inputs: Record<string, TensorInfo>, attributes: never) => TensorInfo | TensorInfo[];

/** How many floats it holds. */
export const sizeOf = (tensor: TensorInfo) => tensor.shape.reduce((a, b) => a * b, 1);

/** Arguments that threads are told are whole numbers: a float goes as its bits. */
export function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
