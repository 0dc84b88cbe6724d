import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../../src/model';

/** What a report says about the model that ran. */
export interface ModelFacts {
  readonly name: string;
  readonly backend: string;
  readonly default_threshold: number;
  /** What bounds the recall: detections below are never formed, and of one run only so many are kept. */
  readonly candidate_threshold: number;
  readonly max_detections: number;
}

export function modelFacts({ name, postprocess }: GlipConfig): ModelFacts {
  return {
    name,
    backend: tf.getBackend(),
    default_threshold: postprocess.defaultThreshold,
    candidate_threshold: postprocess.candidateThreshold,
    max_detections: postprocess.maxDetections,
  };
}

/** What bounds the recall, for people. */
export const formatLimits = ({ candidate_threshold: threshold, max_detections: most }: ModelFacts) =>
  `Detections: scores above ${threshold}, at most ${most} per run.`;

/** Milliseconds from pixels to boxes; null where no run was measured. */
export interface Timing {
  readonly median_ms: number | null;
  readonly runs: number;
}

export function timing(times: readonly number[]): Timing {
  if (times.length === 0) return { median_ms: null, runs: 0 };
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median_ms: median, runs: times.length };
}

/** @param what one measurement is of: "run" @returns for a headline, ", 35 ms per run (median of 9)" or nothing */
export const formatTiming = ({ median_ms: median, runs }: Timing, what: string) =>
  median === null ? '' : `, ${Math.round(median)} ms per ${what} (median of ${runs})`;
