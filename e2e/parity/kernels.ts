import * as tf from '@tensorflow/tfjs-core';
import type { FusedKernel } from '../../src/model/ops/fused';
import { hasFused } from '../../src/model/ops/fused';
import { installWebGpuKernels, removeWebGpuKernels } from '../../src/model/ops/webgpu/install';
import { KERNEL_CASES } from '../../tests/support/kernelCases';

/** A kernel of the running webgpu backend beside the composition that defines it, at one size. */
export interface KernelReport {
  readonly size: string;
  readonly sameShape: boolean;
  /** The largest absolute value, and the largest difference. */
  readonly largest: number;
  readonly error: number;
  /** Tensors that the two left behind. */
  readonly leaked: number;
}

export async function compareKernel(name: string): Promise<KernelReport[]> {
  const reports: KernelReport[] = [];
  for (const [kernel, size, run] of KERNEL_CASES.filter(([kernel]) => kernel === name)) {
    const before = tf.memory().numTensors;
    removeWebGpuKernels();
    const composed = await valuesOf(kernel, false, run);
    installWebGpuKernels();
    const fused = await valuesOf(kernel, true, run);
    const largest = composed.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = composed.values.reduce((most, value, i) => Math.max(most, Math.abs(value - fused.values[i]!)), 0);
    reports.push({ size, sameShape: String(composed.shape) === String(fused.shape), largest, error, leaked: tf.memory().numTensors - before });
  }
  return reports;
}

async function valuesOf(kernel: FusedKernel, fused: boolean, run: () => tf.Tensor) {
  if (hasFused(kernel) !== fused) throw new Error(`${kernel} should ${fused ? '' : 'not '}be fused.`);
  const result = tf.tidy(run);
  const values = await result.data<'float32'>();
  result.dispose();
  return { shape: result.shape, values };
}
