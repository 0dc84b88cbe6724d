import * as tf from '@tensorflow/tfjs-core';
import { now } from './clock';

/** What a run asked of the backend. */
export interface KernelLog {
  readonly calls: number;
  readonly multiplyAdds: number;
  /** Milliseconds and calls of each kernel, the longest first. */
  readonly kernels: readonly { readonly name: string; readonly milliseconds: number; readonly calls: number }[];
}

type Shapes = Readonly<Record<string, { readonly shape: readonly number[] }>>;
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const last = (shape: readonly number[]) => shape[shape.length - 1]!;

/** Multiply-adds of the kernels that have many, from their inputs and the size of their result. */
const MULTIPLY_ADDS: Readonly<Record<string, (inputs: Shapes, out: number, attributes: Record<string, unknown>) => number>> = {
  GlipLinear: ({ x }, out) => out * last(x!.shape),
  GlipHeadMatMul: ({ a }, out, { a: held, heads }) => (out * last(a!.shape)) / (held === 'columns' ? (heads as number) : 1),
  GlipDeformConv2d: ({ x }, out) => out * 9 * last(x!.shape),
  GlipWindowAttention: (_, out, { size: side }) => 2 * out * (side as number) ** 2,
  BatchMatMul: ({ a }, out, { transposeA }) => out * (transposeA ? a!.shape[a!.shape.length - 2]! : last(a!.shape)),
  _FusedMatMul: ({ a }, out) => out * last(a!.shape),
  FusedConv2D: ({ filter }, out) => out * size(filter!.shape.slice(0, 3)),
};

/** Runs `work` with every kernel of the current backend timed. The backend is as before when it ends. */
export async function logKernels(work: () => Promise<void>): Promise<KernelLog> {
  const backend = tf.getBackend();
  const configs = tf.getKernelsForBackend(backend);
  const spent = new Map<string, { milliseconds: number; calls: number }>();
  let multiplyAdds = 0;
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, backend);
    tf.registerKernel(config);
  };
  for (const config of configs) {
    const { kernelName: name, kernelFunc } = config;
    const log: tf.KernelFunc = (call) => {
      const begin = now();
      const out = kernelFunc(call);
      const entry = spent.get(name) ?? { milliseconds: 0, calls: 0 };
      spent.set(name, { milliseconds: entry.milliseconds + now() - begin, calls: entry.calls + 1 });
      multiplyAdds += MULTIPLY_ADDS[name]?.(call.inputs as Shapes, size((out as tf.TensorInfo).shape), call.attrs ?? {}) ?? 0;
      return out;
    };
    replace({ ...config, kernelFunc: log });
  }
  try {
    await work();
  } finally {
    configs.forEach(replace);
  }
  const kernels = [...spent].map(([name, entry]) => ({ name, ...entry })).sort((a, b) => b.milliseconds - a.milliseconds);
  return { calls: kernels.reduce((sum, { calls }) => sum + calls, 0), multiplyAdds, kernels };
}
