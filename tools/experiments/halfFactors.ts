import * as tf from '@tensorflow/tfjs-core';
import { registeredName, type FusedKernel } from '../../src/model/ops/kernels';
import { roundToHalves } from '../../src/model/checkpoint/tensors/halves';

/** The kernels that multiply matrices, and what of their inputs is multiplied. */
const FACTORS: Partial<Record<FusedKernel, readonly string[]>> = {
  Linear: ['x', 'weight'],
  AddLinear: ['x', 'weight'],
  ClampedLinear: ['x', 'weight'],
  HeadMatMul: ['a', 'b'],
  WindowAttention: ['qkv'],
  CrossAttend: ['v', 'keys', 'values'],
  Conv2d: ['x', 'weight'],
  MappedDeformConv2d: ['x', 'weight'],
};

/** Runs `work` with both factors of every product rounded to halves, as on a GPU that multiplies these and adds up in float32. On wasm. */
export async function withHalfFactors<T>(work: () => Promise<T>): Promise<T> {
  const kernels = Object.entries(FACTORS).map(([kernel, factors]) => ({
    kernel: tf.getKernel(registeredName(kernel as FusedKernel), 'wasm'),
    factors,
  }));
  for (const { kernel, factors } of kernels) {
    tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (given) => {
        const rounded = Object.fromEntries(factors.map((name) => [name, halvesOf(given.inputs[name]!)]));
        const result = kernel.kernelFunc({ ...given, inputs: { ...given.inputs, ...rounded } });
        tf.dispose(Object.values(rounded));
        return result;
      },
    });
  }
  try {
    return await work();
  } finally {
    for (const { kernel } of kernels) {
      tf.unregisterKernel(kernel.kernelName, kernel.backendName);
      tf.registerKernel(kernel);
    }
  }
}

function halvesOf({ dataId, shape }: tf.TensorInfo): tf.Tensor {
  const values = tf.backend().readSync(dataId) as Float32Array;
  return tf.tensor(roundToHalves(values), shape, 'float32');
}
