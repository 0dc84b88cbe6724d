import * as tf from '@tensorflow/tfjs-core';

/** What the current backend has of our kernels, by the names that `registeredName` gives them. */
export const fusedKernels = () =>
  tf.getKernelsForBackend(tf.getBackend()).filter(({ kernelName }) => /^Glip[A-Z]/.test(kernelName));

/** The kernels that convert weights from and to float16, which has no composition. */
const CONVERSIONS = /(Pack|Unpack)[A-Z]/;

/** Runs `work` with every operation left to tfjs, as on a backend without kernels of ours. They are back when it ends. */
export async function withoutFused<T>(work: () => Promise<T>): Promise<T> {
  const ours = fusedKernels().filter(({ kernelName }) => !CONVERSIONS.test(kernelName));
  for (const { kernelName, backendName } of ours) tf.unregisterKernel(kernelName, backendName);
  try {
    return await work();
  } finally {
    ours.forEach(tf.registerKernel);
  }
}
