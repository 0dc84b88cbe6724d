import * as tf from '@tensorflow/tfjs-core';
import { hasFused, runFused } from './fused';

/** Candidates that are read back at most: 6 numbers each. */
export const CAPACITY = 4096;

/** What a phrase's score is made of, for all locations in one sequence. */
export interface Scored {
  /** Alignment logits [locations, tokens] */
  readonly alignment: tf.Tensor2D;
  /** Box codes [locations, 4] */
  readonly boxes: tf.Tensor2D;
  /** Centerness logits [locations, 1] */
  readonly centerness: tf.Tensor2D;
}

/** A location and a phrase that fit, with the location's box code. */
export interface ScoredPlace {
  readonly location: number;
  readonly phrase: number;
  readonly score: number;
  readonly code: readonly [number, number, number, number];
}

export interface Compaction {
  readonly aggregation: 'mean' | 'max' | 'power';
  /** On the phrase's probability alone. */
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
  const values = await found.data<'float32'>();
  found.dispose();
  // The kernel counts with integers, and puts them where the tensor has floats.
  const integers = new Int32Array(values.buffer, values.byteOffset, values.length);
  const count = integers[0]!;
  if (count > CAPACITY) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const at = 6 * (i + 1);
    const code = [values[at + 2]!, values[at + 3]!, values[at + 4]!, values[at + 5]!] as const;
    return {
      location: Math.floor(integers[at]! / phrases.length),
      phrase: integers[at]! % phrases.length,
      score: values[at + 1]!,
      code,
    };
  });
}

/** The same before it is read back. */
export function selectCandidates(
  scored: Scored,
  phrases: readonly (readonly number[])[],
  compaction: Compaction,
): tf.Tensor2D | undefined {
  if (!hasFused('CompactCandidates')) return undefined;
  return tf.tidy(() =>
    runFused<tf.Tensor2D>(
      'CompactCandidates',
      { ...scored, phrases: phraseTable(phrases) },
      { ...compaction, phraseCount: phrases.length },
    ),
  );
}

/** Where each phrase's tokens begin and end, then the tokens: int32. */
function phraseTable(phrases: readonly (readonly number[])[]): tf.Tensor1D {
  const bounds = [phrases.length + 1];
  for (const tokens of phrases) bounds.push(bounds.at(-1)! + tokens.length);
  return tf.tensor1d([...bounds, ...phrases.flat()], 'int32');
}
