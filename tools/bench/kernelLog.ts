import * as tf from '@tensorflow/tfjs-core';
import { now } from './clock';

/** What a run asked of the backend. */
export interface KernelLog {
  readonly calls: number;
  /** Programs that a GPU was given; 0 elsewhere. */
  readonly dispatches: number;
  /** Milliseconds and calls of each kernel, the longest first. On a GPU its own time, 0 where the device has no timestamps. */
  readonly kernels: readonly { readonly name: string; readonly milliseconds: number; readonly calls: number }[];
}

/** The part of tfjs's WebGPUBackend that times programs; private there. */
interface TimedBackend {
  /** A list here makes every program a pass of its own between two timestamps. Milliseconds. */
  activeTimers?: { readonly query: Promise<number> }[] | null;
}

interface Spent {
  calls: number;
  /** Off the GPU, where a call returns when its work is done. */
  milliseconds: number;
  readonly queries: Promise<number>[];
}

/** Runs `work` with every kernel of the current backend timed. The backend is as before when it ends. */
export async function logKernels(work: () => Promise<void>): Promise<KernelLog> {
  const name = tf.getBackend();
  const configs = tf.getKernelsForBackend(name);
  const backend = tf.backend() as TimedBackend;
  const programs: { readonly query: Promise<number> }[] = [];
  const spent = new Map<string, Spent>();
  const replace = (config: tf.KernelConfig) => {
    tf.unregisterKernel(config.kernelName, name);
    tf.registerKernel(config);
  };
  for (const config of configs) {
    const { kernelName, kernelFunc } = config;
    const entry: Spent = { calls: 0, milliseconds: 0, queries: [] };
    spent.set(kernelName, entry);
    const log: tf.KernelFunc = (call) => {
      const [begin, before] = [now(), programs.length];
      const out = kernelFunc(call);
      entry.calls++;
      if (name === 'webgpu') entry.queries.push(...programs.slice(before).map(({ query }) => query));
      else entry.milliseconds += now() - begin;
      return out;
    };
    replace({ ...config, kernelFunc: log });
  }
  if (name === 'webgpu') backend.activeTimers = programs;
  try {
    await work();
  } finally {
    if (name === 'webgpu') backend.activeTimers = null;
    configs.forEach(replace);
  }
  const called = [...spent].filter(([, { calls }]) => calls > 0);
  const kernels = await Promise.all(
    called.map(async ([kernel, { calls, milliseconds, queries }]) => {
      const onGpu = await Promise.all(queries);
      return { name: kernel, milliseconds: onGpu.reduce((a, b) => a + b, milliseconds), calls };
    }),
  );
  kernels.sort((a, b) => b.milliseconds - a.milliseconds);
  return { calls: kernels.reduce((sum, { calls }) => sum + calls, 0), dispatches: programs.length, kernels };
}
