import * as tf from '@tensorflow/tfjs-core';

/**
 * A fused kernel: an operation of ours that the current backend can do in one go. It stands in for the composition of tfjs
 * operations that defines it, which remains the way of every other backend.
 */
export type FusedKernel =
  | 'LayerNorm'
  | 'GroupNorm'
  | 'Gelu'
  | 'Linear'
  | 'HeadMatMul'
  | 'WindowAttention'
  | 'DeformConv2d'
  | 'MappedDeformConv2d'
  | 'CrossAttend'
  | 'FuseBranches'
  | 'SelfAttention'
  | 'AddLinear'
  | 'ClampedLinear'
  | 'CompactCandidates'
  | 'Conv2d'
  | 'ResizePicture'
  | 'SplitRows'
  | 'PackHalves'
  | 'UnpackHalves'
  | 'UnpackRows';

/** The name that a fused kernel has in tfjs's registry. */
export const registeredName = (kernel: FusedKernel) => `Glip${kernel}`;

/** Whether what runs now is being recorded for a gradient. */
export function isTraced(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

/** Whether the backend has the kernel and may use it: one without a gradient of its own (see fusedGradients) leaves that to the composition. */
export function hasFused(kernel: FusedKernel): boolean {
  const name = registeredName(kernel);
  return (!isTraced() || tf.getGradient(name) !== undefined) && tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** @returns what the kernel makes: a tensor, or several in its order. */
export function runFused<T extends tf.Tensor | tf.Tensor[]>(
  kernel: FusedKernel,
  inputs: tf.NamedTensorMap,
  attributes: Readonly<Record<string, number | string | boolean | number[]>> = {},
): T {
  return tf.engine().runKernel(registeredName(kernel), inputs, attributes) as T;
}
