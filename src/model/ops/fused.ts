import * as tf from '@tensorflow/tfjs-core';

/**
 * A fused kernel: an operation of ours that the current backend can do in one go. It stands in for the composition of tfjs
 * operations that defines it, which remains the way of every other backend.
 */
export type FusedKernel = 'LayerNorm' | 'GroupNorm' | 'Gelu' | 'Linear' | 'HeadMatMul' | 'WindowAttention' | 'DeformConv2d' | 'MappedDeformConv2d';

/** The name that a fused kernel has in tfjs's registry. */
export const registeredName = (kernel: FusedKernel) => `Glip${kernel}`;

/** Whether the backend has the kernel and may use it: gradients are those of the composition. */
export function hasFused(kernel: FusedKernel): boolean {
  const { state } = tf.engine();
  return state.gradientDepth === 0 && tf.getKernel(registeredName(kernel), tf.getBackend()) !== undefined;
}

export function runFused<T extends tf.Tensor>(kernel: FusedKernel, inputs: tf.NamedTensorMap, attributes: Readonly<Record<string, number | string | boolean>> = {}): T {
  return tf.engine().runKernel(registeredName(kernel), inputs, attributes) as tf.Tensor as T;
}
