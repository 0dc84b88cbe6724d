import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './kernels';

/** The most candidates that are read back, 6 numbers each. */
export const CAPACITY = 4096;

/** The predictions that scores are made of, for all locations in one sequence. */
export interface Scored {
  /** Alignment logits [locations, tokens] */
  readonly alignment: tf.Tensor2D;
  /** Box deltas [locations, 4] */
  readonly boxes: tf.Tensor2D;
  /** Centerness logits [locations, 1] */
  readonly centerness: tf.Tensor2D;
}

/** A location whose score for a phrase passes the threshold, with the location's box deltas. */
export interface ScoredPlace {
  readonly location: number;
  readonly phrase: number;
  readonly score: number;
  readonly code: readonly [number, number, number, number];
}

export interface Compaction {
  readonly aggregation: 'mean' | 'max' | 'power';
  /** A lower bound on the phrase's probability, without the centerness. */
  readonly threshold: number;
  /** Whether the score is multiplied with the centerness. */
  readonly useCenterness: boolean;
}

/**
 * The candidates of a prompt, selected on the GPU and read back in one small piece, in no order.
 * @param phrases the tokens of each
 * @returns undefined where the backend cannot, or where there are more than CAPACITY: the scores have to be ranked then.
 */
export async function compactCandidates(
  scored: Scored,
  phrases: readonly (readonly number[])[],
  compaction: Compaction,
): Promise<ScoredPlace[] | undefined> {
  const found = selectCandidates(scored, phrases, compaction);
  if (!found) return undefined;
  try {
    return readCandidates(await found.data<'int32'>(), phrases.length);
  } finally {
    found.dispose();
  }
}

/** @param words the kernel's result: the count in row 0, then a row of (index, score, four deltas) for each, floats by their bits */
function readCandidates(words: Int32Array, phraseCount: number): ScoredPlace[] | undefined {
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  const [count = 0] = words;
  if (count > CAPACITY) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const begin = 6 * (i + 1);
    const [index = 0] = words.subarray(begin);
    const [score = 0, dx = 0, dy = 0, dw = 0, dh = 0] = floats.subarray(begin + 1);
    return { location: Math.floor(index / phraseCount), phrase: index % phraseCount, score, code: [dx, dy, dw, dh] };
  });
}

/** The kernel's result before it is read back: see readCandidates. @returns undefined where the backend has no such kernel */
export function selectCandidates(
  scored: Scored,
  phrases: readonly (readonly number[])[],
  compaction: Compaction,
): tf.Tensor2D | undefined {
  if (!hasFused('CompactCandidates')) return undefined;
  const { alignment, boxes, centerness } = scored;
  return tf.tidy(() =>
    runFused(
      'CompactCandidates',
      { alignment, boxes, centerness, phrases: phraseTable(phrases) },
      { ...compaction, phraseCount: phrases.length },
    ),
  );
}

/** Where each phrase's tokens begin and end, then the tokens: int32. */
function phraseTable(phrases: readonly (readonly number[])[]): tf.Tensor1D {
  let end = phrases.length + 1;
  const bounds = [end, ...phrases.map((tokens) => (end += tokens.length))];
  return tf.tensor1d([...bounds, ...phrases.flat()], 'int32');
}
