import * as tf from '@tensorflow/tfjs-core';
import type { AnchorLevel, Corners } from '../detect/anchors';
import { joinLevels, type Predictions } from '../fusion/dyHead';
import type { Glip } from '../glip';
import type { PromptRun } from '../text/prompt';
import { tokenInput } from '../text/tokenInput';
import { groundingTargets, type GroundingTargets } from './targets';

/** What the frozen network makes of a picture and a prompt. */
export interface ReadPicture {
  /** O of S = O·Pᵀ: final features of all locations of P3..P7 [locations, channels]. */
  readonly locations: tf.Tensor2D;
  /** Untuned; columns of the alignment are the prompt's tokens and its padding. */
  readonly predictions: Predictions;
}

/** The same with the truth. */
export interface TuningExample extends ReadPicture {
  readonly targets: GroundingTargets;
}

/** A true box of a phrase of the prompt. */
export interface TaughtBox {
  /** Index into the phrases of the parsed prompt. */
  readonly phrase: number;
  /** Inclusive corners in pixels of the network's input. */
  readonly box: Readonly<Corners>;
}

/**
 * Runs the frozen network once; tuning needs it no more.
 * @param levels P3..P7 of the picture; they stay the caller's
 * @param boxes those of phrases that the run does not hold are left out
 * @returns tensors that belong to the caller, see `disposeExample`
 */
export async function readExample(
  glip: Glip,
  levels: readonly tf.Tensor3D[],
  anchors: readonly AnchorLevel[],
  run: PromptRun,
  boxes: readonly TaughtBox[],
): Promise<TuningExample> {
  const { ids, mask } = tokenInput(run.ids, glip.config.text.maxTokens);
  const text = glip.encodeText({ ids, mask });
  const state = await glip.fuse(levels, text, mask).finally(() => text.dispose());
  try {
    const objects = boxes.flatMap(({ phrase, box }) => run.positiveMap.filter((entry) => entry.phrase === phrase).map(({ tokens }) => ({ box, tokens })));
    return { locations: joinLevels(state.levels), predictions: glip.predict(state), targets: groundingTargets(anchors, objects, mask.length, 'whole') };
  } finally {
    tf.dispose([...state.levels, state.text]);
  }
}

export function disposeExample({ locations, predictions }: TuningExample): void {
  tf.dispose([locations, { ...predictions }]);
}

/** For `tuneAlignment`: 1 for the tokens of the phrases that are taught. @param length of the alignment's rows */
export function taughtTokens(run: PromptRun, phrases: ReadonlySet<number>, length: number): Int32Array {
  const mask = new Int32Array(length);
  for (const { phrase, tokens } of run.positiveMap) {
    if (phrases.has(phrase)) for (const token of tokens) mask[token] = 1;
  }
  return mask;
}
