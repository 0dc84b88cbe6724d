import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Shows a named intermediate result to whoever checks the model (parity tests and tool). Names are those of the golden
 * tensors; the observer must clone what it keeps, since the value is freed right after.
 */
export type Trace = (name: string, value: Tensor) => void;
