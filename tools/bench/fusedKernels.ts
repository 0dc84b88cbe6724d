import * as tf from '@tensorflow/tfjs-core';
import { hasFused } from '../../src/model/ops/kernels';
import { BENCH_CASES } from '../../tests/support/kernelCases';
import { timeOf } from './clock';
import { median } from './statistics';

/** Names of the kernels that are measured. */
export const KERNEL_NAMES: readonly string[] = BENCH_CASES.map(({ kernel }) => kernel);

export interface FusedTiming {
  readonly kernel: string;
  readonly size: string;
  readonly composed: number;
  readonly fused: number;
}

export interface KernelPlan {
  /** How often each is repeated for its median. */
  readonly rounds: number;
  /** The kernels to measure; all if left out. */
  readonly only?: readonly string[];
}

/**
 * Milliseconds of the fused kernels that the current backend has, and of the compositions that they stand in for.
 * @param ofTfjs runs work with every operation left to tfjs
 */
export async function timeFusedKernels(
  { rounds, only }: KernelPlan,
  ofTfjs: <T>(work: () => Promise<T>) => Promise<T>,
  onProgress: (line: string) => void,
): Promise<FusedTiming[]> {
  const cases = BENCH_CASES.filter(({ kernel }) => hasFused(kernel) && (only?.includes(kernel) ?? true));
  const timeAll = async (how: string) => {
    const times: number[] = [];
    for (const { kernel, size, prepare } of cases) {
      const time = await medianTime(prepare, rounds);
      times.push(time);
      onProgress(`${kernel}, ${size}, ${how}: ${time.toFixed(1)} ms`);
    }
    return times;
  };
  const fused = await timeAll('fused');
  const composed = await ofTfjs(() => timeAll('composed'));
  return cases.map(({ kernel, size }, i) => ({ kernel, size, fused: fused[i]!, composed: composed[i]! }));
}

async function medianTime(prepare: () => () => tf.Tensor, rounds: number): Promise<number> {
  tf.engine().startScope();
  try {
    const run = prepare();
    await timeOf(run); // Uploads the inputs and compiles.
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timeOf(run));
    return median(times);
  } finally {
    tf.engine().endScope();
  }
}
