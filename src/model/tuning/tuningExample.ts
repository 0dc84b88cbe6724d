import * as tf from '@tensorflow/tfjs-core';
import { anchorAt, type AnchorLevel, type Corners } from '../network/anchors';
import { decodeBox } from '../network/boxCoder';
import { inclusiveIou } from '../postprocess/nms';
import { joinLevels, type Predictions } from '../network/dyHead';
import type { Glip } from '../network/glip';
import type { PhraseTokens, PromptRun } from '../prompt/prompt';
import type { EncodedText } from './groundPrompt';
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
  /** How much each location's alignment with each token counts, [locations · tokens]: 1, more where a wrong box comes from. */
  readonly emphasis: Float32Array;
}

export interface TaughtBox {
  /** Index into the phrases of the parsed prompt. */
  readonly phrase: number;
  /** Inclusive corners in pixels of the network's input. */
  readonly box: Readonly<Corners>;
}

/** What a visitor says of a picture. Boxes of phrases that the run does not hold are left out. */
export interface TaughtBoxes {
  readonly truth: readonly TaughtBox[];
  /** Shown boxes that are not what their phrase names. All that is not true is background anyway; these count for more. */
  readonly wrong: readonly TaughtBox[];
}

/** How many ordinary locations one counts for that makes a box marked wrong. */
const WRONG_EMPHASIS = 8;
/** Locations whose boxes overlap a wrong one by this much make it: suppression shows one of them. */
const SAME_BOX = 0.5;

/**
 * Runs the frozen network once; tuning needs it no more.
 * @param levels P3..P7 of the picture; they stay the caller's, and so does the text
 * @returns tensors that belong to the caller, see `disposeExample`
 */
export async function readExample(
  glip: Glip,
  { levels, anchors }: { readonly levels: readonly tf.Tensor3D[]; readonly anchors: readonly AnchorLevel[] },
  { text, mask }: EncodedText,
  { positiveMap }: Pick<PromptRun, 'positiveMap'>,
  { truth, wrong }: TaughtBoxes,
): Promise<TuningExample> {
  const state = await glip.fuse(levels, text, mask);
  try {
    const objects = truth.flatMap(({ phrase, box }) =>
      entriesOf(positiveMap, phrase).map(({ tokens }) => ({ box, tokens })),
    );
    const targets = groundingTargets(anchors, objects, mask.length, 'whole');
    const predictions = glip.predict(state);
    const emphasis = emphasise(
      anchors,
      await predictions.boxes.data<'float32'>(),
      positiveMap,
      wrong,
      targets.alignment,
    );
    return { locations: tf.tidy(() => joinLevels(state.levels)), predictions, targets, emphasis };
  } finally {
    tf.dispose([...state.levels, state.text]);
  }
}

const entriesOf = (positiveMap: readonly PhraseTokens[], phrase: number) =>
  positiveMap.filter((entry) => entry.phrase === phrase);

/** @param codes predicted boxes, [locations · 4] @param aligned the targets, [locations · tokens]: what is true stays as it is */
function emphasise(
  anchors: readonly AnchorLevel[],
  codes: Float32Array,
  positiveMap: readonly PhraseTokens[],
  wrong: readonly TaughtBox[],
  aligned: Float32Array,
): Float32Array {
  const emphasis = new Float32Array(aligned.length).fill(1);
  if (wrong.length === 0) return emphasis;
  const tokenCount = (4 * aligned.length) / codes.length;
  let location = 0;
  for (const level of anchors) {
    for (let i = 0; i < level.width * level.height; i++, location++) {
      const [dx, dy, dw, dh] = codes.subarray(4 * location, 4 * location + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const made = decodeBox([dx, dy, dw, dh], anchorAt(level, i));
      for (const { phrase, box } of wrong) {
        if (inclusiveIou(made, box) < SAME_BOX) continue;
        for (const token of entriesOf(positiveMap, phrase).flatMap(({ tokens }) => tokens)) {
          const at = location * tokenCount + token;
          if (aligned[at] === 0) emphasis[at] = WRONG_EMPHASIS;
        }
      }
    }
  }
  return emphasis;
}

export function disposeExample({ locations, predictions }: TuningExample): void {
  tf.dispose([locations, { ...predictions }]);
}
