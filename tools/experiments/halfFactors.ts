import * as tf from '@tensorflow/tfjs-core';
import { registeredName, type FusedKernel } from '../../src/model/ops/kernels';
import { asAttributes, callOf } from '../../src/model/ops/tfjs/registry';
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

/** What a kernel receives. */
interface Call {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
}

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
        const call = callOf<Call>(given.attrs);
        const rounded = Object.fromEntries(
          factors.flatMap((name) => {
            const tensor = call.inputs[name];
            return tensor ? [[name, halvesOf(tensor)]] : [];
          }),
        );
        const attrs = asAttributes({ ...call, inputs: { ...call.inputs, ...rounded } });
        const result = kernel.kernelFunc({ ...given, attrs });
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
