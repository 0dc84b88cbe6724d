import * as tf from '@tensorflow/tfjs-core';
import { matMulTransposedA } from '../ops/matMulTransposed';
import { tokenFocalGradient, tokenFocalLoss } from './focalLoss';
import { takeScalar, tune, type OnTuningStep, type Tuned, type TuningSettings } from './tuning';
import type { ReadPicture, TuningExample } from './tuningExample';

/**
 * The cheap form of prompt tuning: everything is frozen but an offset on the final token embeddings P of S = O·Pᵀ, so no gradient
 * passes the network. The locations O of a picture are computed once; a step is two matrix products per example.
 */

/** What tuning learns: added to P [channels, tokens] and to the tokens' biases [tokens], row-major. */
export interface TokenOffsets {
  readonly tokens: Float32Array;
  readonly bias: Float32Array;
}

/** The weight decay of the official few-shot recipe. Rates from 0.003 to 0.3 end at the same score on glip-micro; this one is quick and smooth. */
export const ALIGNMENT_TUNING: TuningSettings = { learningRate: 0.03, weightDecay: 0.25, maxSteps: 300, patience: 30 };

export interface TunedAlignment extends Omit<Tuned, 'values'> {
  readonly offsets: TokenOffsets;
}

/** S of a tuned prompt, in any picture: S + O·ΔP, and the biases. */
export function offsetAlignment({ locations, predictions }: ReadPicture, { tokens, bias }: TokenOffsets): tf.Tensor2D {
  return tf.tidy(() => {
    const shape: [number, number] = [locations.shape[1], predictions.alignment.shape[1]];
    return shift({ locations, predictions }, [tf.tensor2d(tokens, shape), tf.tensor1d(bias)]);
  });
}

/**
 * @param mask [tokens]: 1 for the tokens of the phrases that the examples teach, 0 for all others; these stay as they are
 * @param heldOut an example that is not learned from: tuning ends where its loss is lowest
 */
export async function tuneAlignment(
  examples: readonly [TuningExample, ...TuningExample[]],
  mask: Int32Array,
  heldOut?: TuningExample,
  settings: TuningSettings = ALIGNMENT_TUNING,
  onStep?: OnTuningStep,
): Promise<TunedAlignment> {
  const channels = examples[0].locations.shape[1];
  const lessons = examples.map((example) => new Lesson(example, mask));
  const unseen = heldOut && new Lesson(heldOut, mask);
  const task = {
    shapes: [[channels, mask.length], [mask.length]],
    loss: async (values: readonly tf.Tensor[]) => ({
      loss: await meanLoss(lessons, values as Offsets),
      ...(unseen && { heldOut: await meanLoss([unseen], values as Offsets) }),
    }),
    gradients: (values: readonly tf.Tensor[]) => meanGradient(lessons, values as Offsets),
  };
  try {
    const { values, ...tuned } = await tune(task, settings, onStep);
    return { ...tuned, offsets: { tokens: values[0]!, bias: values[1]! } };
  } finally {
    for (const lesson of [...lessons, ...(unseen ? [unseen] : [])]) lesson.dispose();
  }
}

type Offsets = readonly [tokens: tf.Tensor2D, bias: tf.Tensor1D];

/** An example with its targets on the device. */
class Lesson {
  private readonly wanted: tf.Tensor2D;
  private readonly mask: tf.Tensor1D;

  constructor(
    private readonly example: TuningExample,
    mask: Int32Array,
  ) {
    this.wanted = tf.tensor2d(example.targets.alignment, example.predictions.alignment.shape);
    this.mask = tf.tensor1d(mask, 'float32');
  }

  get positives(): number {
    return this.example.targets.positives;
  }

  loss(offsets: Offsets): tf.Scalar {
    return tf.tidy(() => tf.sum(tokenFocalLoss(shift(this.example, offsets), this.wanted, this.mask)));
  }

  /** dS is written out, and S is linear in the offsets. */
  gradient(offsets: Offsets): [tf.Tensor2D, tf.Tensor1D] {
    return tf.tidy(() => {
      const dAlignment = tokenFocalGradient(shift(this.example, offsets), this.wanted, this.mask);
      return [matMulTransposedA(this.example.locations, dAlignment), tf.sum(dAlignment, 0)];
    });
  }

  dispose(): void {
    tf.dispose([this.wanted, this.mask]);
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
