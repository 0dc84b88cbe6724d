import * as tf from '@tensorflow/tfjs-core';
import { candidates } from '../../src/model/postprocess/postprocess';
import type { GlipConfig } from '../../src/model/config/config';
import { GLIP_T } from '../../src/model/config/presets';
import { hasFused, type FusedKernel } from '../../src/model/ops/kernels';
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
  for (const { kernel, size, prepare } of KERNEL_CASES.filter(({ kernel }) => kernel === name)) {
    const run = () => prepare()();
    const before = tf.memory().numTensors;
    removeWebGpuKernels();
    const composed = await valuesOf(kernel, false, run);
    installWebGpuKernels();
    const fused = await valuesOf(kernel, true, run);
    const largest = composed.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = composed.values.reduce((most, value, i) => Math.max(most, Math.abs(value - fused.values[i]!)), 0);
    reports.push({
      size,
      sameShape: String(composed.shape) === String(fused.shape),
      largest,
      error,
      leaked: tf.memory().numTensors - before,
    });
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

export type Aggregation = GlipConfig['postprocess']['scoreAggregation'];

/** A number each: x0, y0, x1, y1, score, label. */
export type FoundCandidate = readonly number[];

export interface CandidatesReport {
  readonly composed: FoundCandidate[];
  readonly fused: FoundCandidate[];
  readonly leaked: number;
}

/** Two levels and two phrases; so many fit that those of the first level are more than may go on. */
export async function compareCandidates(scoreAggregation: Aggregation): Promise<CandidatesReport> {
  const config = { ...GLIP_T.postprocess, scoreAggregation, candidateThreshold: 0.4, preNmsTopN: 60 };
  const levels = [
    { stride: 8, size: 64, height: 12, width: 14 },
    { stride: 16, size: 128, height: 4, width: 8 },
  ];
  const phrases = [
    { phrase: 0, tokens: [1] },
    { phrase: 1, tokens: [2, 3, 4] },
  ];
  const before = tf.memory().numTensors;
  const values = (columns: number, seed: number) =>
    tf.randomUniform<tf.Rank.R2>([12 * 14 + 4 * 8, columns], -2, 2, 'float32', seed);
  const predictions = { alignment: values(9, 1), boxes: values(4, 2), centerness: values(1, 3) };
  const find = async (fused: boolean) => {
    (fused ? installWebGpuKernels : removeWebGpuKernels)();
    if (hasFused('CompactCandidates') !== fused) throw new Error('The candidates are selected the other way.');
    const found = await candidates(predictions, levels, phrases, { width: 112, height: 96 }, config);
    return found.map(({ box, score, label }) => [...box, score, label]);
  };
  const [composed, fused] = [await find(false), await find(true)];
  tf.dispose(Object.values(predictions));
  return { composed, fused, leaked: tf.memory().numTensors - before };
}
