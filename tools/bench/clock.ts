import * as tf from '@tensorflow/tfjs-core';
import { settle } from '../../src/model/ops/tfjs/sync';

/** Milliseconds since some moment: of the wall, or of the processor, which a busy machine distorts less. One thread only then. */
export type Clock = 'wall' | 'processor';

let clock: Clock = 'wall';

export function useClock(chosen: Clock): void {
  clock = chosen;
}

export function now(): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The time at which everything asked of the backend so far is done: now, but for a GPU, which works on while more is asked of it. */
export function whenDone(): number | Promise<number> {
  return tf.getBackend() === 'webgpu' ? settle().then(now) : now();
}

/** Milliseconds that `work` takes on the backend, which must be idle; what it returns is freed. */
export async function timeOf(work: () => tf.Tensor): Promise<number> {
  const begin = now();
  tf.tidy(work).dispose();
  return (await whenDone()) - begin;
}
