import * as tf from '@tensorflow/tfjs-core';
import type { Predictions } from '../network/dyHead';
import { matMulTransposedA } from '../ops/linear';
import { tokenFocalGradient, tokenFocalLoss } from './focalLoss';
import type { AlignmentOffsets } from './tunedPrompt';
import { takeScalar, tune, type Tuned, type TuningSettings, type TuningStep, type TuningTask } from './tuning';
import type { ReadPicture, TuningExample } from './tuningExample';

/**
 * The cheap form of prompt tuning: everything is frozen but an offset on the final token embeddings P of S = O·Pᵀ, so no gradient
 * passes the network. The locations O of a picture are computed once; a step is two matrix products per example.
 */

/** The weight decay of the official few-shot recipe. Rates from 0.003 to 0.3 end at the same score on glip-micro; this one is quick and smooth. */
export const ALIGNMENT_TUNING: TuningSettings = {
  learningRate: 0.03,
  weightDecay: 0.25,
  schedule: 'constant',
  maxSteps: 300,
  patience: 30,
};

/** What is learned: added to P [channels, tokens], and to the tokens' biases [tokens]. */
type Offsets = readonly [tokens: tf.Tensor2D, bias: tf.Tensor1D];

/** Predictions in a picture that was read, for the offsets of a step; the caller disposes them. */
export type PredictTuned = (picture: ReadPicture) => Predictions;

export interface TunedAlignment extends Omit<Tuned, 'values'> {
  readonly offsets: AlignmentOffsets;
}

/**
 * @param positions of the tokens that are tuned: those of the phrases that the examples teach. All others stay as they are.
 * @param heldOut an example that is not learned from: tuning ends where its loss is lowest
 */
export async function tuneAlignment(
  examples: readonly TuningExample[],
  positions: readonly number[],
  heldOut?: TuningExample,
  settings: TuningSettings = ALIGNMENT_TUNING,
  onStep?: (step: TuningStep, predict: PredictTuned) => Promise<void> | void,
): Promise<TunedAlignment> {
  const { locations, predictions } = examples[0]!;
  const [channels, tokens] = [locations.shape[1], predictions.alignment.shape[1]];
  const lessons = examples.map((example) => new Lesson(example, positions));
  const unseen = heldOut && new Lesson(heldOut, positions);
  const task: TuningTask = {
    shapes: [[channels, tokens], [tokens]],
    loss: async (values: readonly tf.Tensor[]) => ({
      loss: await meanLoss(lessons, values as Offsets),
      ...(unseen && { heldOut: await meanLoss([unseen], values as Offsets) }),
    }),
    gradients: (values: readonly tf.Tensor[]) => meanGradient(lessons, values as Offsets),
  };
  try {
    const { values, ...tuned } = await tune(task, settings, (step, values) =>
      onStep?.(step, (picture) => predictTuned(picture, values as unknown as Offsets)),
    );
    return { ...tuned, offsets: pick(values[0]!, values[1]!, positions) };
  } finally {
    for (const lesson of [...lessons, ...(unseen ? [unseen] : [])]) lesson.dispose();
  }
}

/** The columns of ΔP that are tuned, as rows. */
function pick(tokens: Float32Array, bias: Float32Array, positions: readonly number[]): AlignmentOffsets {
  const channels = tokens.length / bias.length;
  const values = Float32Array.from(
    { length: positions.length * channels },
    (_, i) => tokens[(i % channels) * bias.length + positions[Math.floor(i / channels)]!]!,
  );
  return { form: 'alignment', positions, values, bias: Float32Array.from(positions, (position) => bias[position]!) };
}

function predictTuned(picture: ReadPicture, offsets: Offsets): Predictions {
  const { boxes, centerness } = picture.predictions;
  return tf.tidy(() => ({
    alignment: shift(picture, offsets),
    boxes: tf.clone(boxes),
    centerness: tf.clone(centerness),
  }));
}

/** An example with its targets on the device. */
class Lesson {
  private readonly wanted: tf.Tensor2D;
  /** 0 for the tokens that are not tuned. */
  private readonly weights: tf.Tensor2D;

  constructor(
    private readonly example: TuningExample,
    positions: readonly number[],
  ) {
    const { shape } = example.predictions.alignment;
    this.wanted = tf.tensor2d(example.targets.alignment, shape);
    const tuned = new Set(positions);
    this.weights = tf.tensor2d(
      example.emphasis.map((weight, i) => (tuned.has(i % shape[1]) ? weight : 0)),
      shape,
    );
  }

  get positives(): number {
    return this.example.targets.positives;
  }

  loss(offsets: Offsets): tf.Scalar {
    return tf.tidy(() => tf.sum(tokenFocalLoss(shift(this.example, offsets), this.wanted, this.weights)));
  }

  /** dS is written out, and S is linear in the offsets. */
  gradient(offsets: Offsets): [tf.Tensor2D, tf.Tensor1D] {
    return tf.tidy(() => {
      const dAlignment = tokenFocalGradient(shift(this.example, offsets), this.wanted, this.weights);
      return [matMulTransposedA(this.example.locations, dAlignment), tf.sum(dAlignment, 0)];
    });
  }

  dispose(): void {
    tf.dispose([this.wanted, this.weights]);
  }
}

function shift({ locations, predictions }: ReadPicture, [tokens, bias]: Offsets): tf.Tensor2D {
  return tf.add(predictions.alignment, tf.add(tf.matMul(locations, tokens), bias));
}

const meanLoss = (lessons: readonly Lesson[], offsets: Offsets) =>
  takeScalar(tf.tidy(() => tf.div(tf.addN(lessons.map((lesson) => lesson.loss(offsets))), countPositives(lessons))));

function meanGradient(lessons: readonly Lesson[], offsets: Offsets): tf.Tensor[] {
  return tf.tidy(() => {
    const gradients = lessons.map((lesson) => lesson.gradient(offsets));
    const mean = (parts: tf.Tensor[]) => tf.div(tf.addN(parts), countPositives(lessons));
    return [mean(gradients.map(([tokens]) => tokens)), mean(gradients.map(([, bias]) => bias))];
  });
}

const countPositives = (lessons: readonly Lesson[]) =>
  Math.max(
    1,
    lessons.reduce((sum, { positives }) => sum + positives, 0),
  );
