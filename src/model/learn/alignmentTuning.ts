import * as tf from '@tensorflow/tfjs-core';
import { AdamW, type AdamWSettings } from './adamW';
import { tokenFocalGradient, tokenFocalLoss } from './focalLoss';
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

export interface TuningSettings extends AdamWSettings {
  readonly maxSteps: number;
  /** Steps without a lower loss after which tuning ends. */
  readonly patience: number;
}

/** The weight decay of the official few-shot recipe. Rates from 0.003 to 0.3 end at the same score on glip-micro; this one is quick and smooth. */
export const TUNING: TuningSettings = { learningRate: 0.03, weightDecay: 0.25, maxSteps: 300, patience: 30 };

export interface TuningStep {
  /** From 0, the untuned prompt. */
  readonly step: number;
  /** Per positive location, mean over the examples' positives. */
  readonly loss: number;
  /** Of the held-out example, where there is one. */
  readonly heldOut?: number;
}

export interface TunedAlignment {
  /** Those of the step with the lowest loss: of the held-out example where there is one. */
  readonly offsets: TokenOffsets;
  readonly steps: readonly TuningStep[];
  /** Which of the steps that was. */
  readonly best: number;
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
 * @param onStep awaited after each step; what it throws abandons the tuning and is passed on
 */
export async function tuneAlignment(
  examples: readonly [TuningExample, ...TuningExample[]],
  mask: Int32Array,
  heldOut?: TuningExample,
  settings: TuningSettings = TUNING,
  onStep?: (step: TuningStep) => Promise<void> | void,
): Promise<TunedAlignment> {
  const channels = examples[0].locations.shape[1];
  const optimizer = new AdamW([[channels, mask.length], [mask.length]], settings);
  const training = examples.map((example) => new Lesson(example, mask));
  const unseen = heldOut && new Lesson(heldOut, mask);
  const positives = countPositives(examples);
  const steps: TuningStep[] = [];
  let best = 0;
  let offsets: TokenOffsets | undefined;
  try {
    for (let step = 0; step <= settings.maxSteps && step - best <= settings.patience; step++) {
      const values = optimizer.values as Offsets;
      const loss = (await totalLoss(training, values)) / positives;
      const record = { step, loss, ...(unseen && { heldOut: (await totalLoss([unseen], values)) / countPositives([heldOut]) }) };
      steps.push(record);
      if (!offsets || judged(record) < judged(steps[best]!)) {
        best = step;
        offsets = { tokens: await values[0].data<'float32'>(), bias: await values[1].data<'float32'>() };
      }
      await onStep?.(record);
      const gradients = meanGradient(training, values, positives);
      optimizer.step(gradients);
      tf.dispose(gradients);
    }
  } finally {
    optimizer.dispose();
    for (const lesson of [...training, ...(unseen ? [unseen] : [])]) lesson.dispose();
  }
  return { offsets: offsets!, steps, best };
}

type Offsets = [tokens: tf.Tensor2D, bias: tf.Tensor1D];

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

  loss(offsets: Offsets): tf.Scalar {
    return tf.tidy(() => tf.sum(tokenFocalLoss(shift(this.example, offsets), this.wanted, this.mask)));
  }

  /** dS is written out, and S is linear in the offsets. */
  gradient(offsets: Offsets): Offsets {
    return tf.tidy(() => {
      const dAlignment = tokenFocalGradient(shift(this.example, offsets), this.wanted, this.mask);
      return [tf.matMul(this.example.locations, dAlignment, true), tf.sum(dAlignment, 0)];
    });
  }

  dispose(): void {
    tf.dispose([this.wanted, this.mask]);
  }
}

function shift({ locations, predictions }: ReadPicture, [tokens, bias]: Offsets): tf.Tensor2D {
  return tf.add(predictions.alignment, tf.add(tf.matMul(locations, tokens), bias));
}

async function totalLoss(lessons: readonly Lesson[], offsets: Offsets): Promise<number> {
  const total = tf.tidy(() => tf.addN(lessons.map((lesson) => lesson.loss(offsets))));
  const [loss] = await total.data();
  total.dispose();
  return loss!;
}

function meanGradient(lessons: readonly Lesson[], offsets: Offsets, positives: number): Offsets {
  return tf.tidy(() => {
    const gradients = lessons.map((lesson) => lesson.gradient(offsets));
    return [tf.div(tf.addN(gradients.map(([tokens]) => tokens)), positives), tf.div(tf.addN(gradients.map(([, bias]) => bias)), positives)];
  });
}

const countPositives = (examples: readonly TuningExample[]) =>
  Math.max(
    1,
    examples.reduce((sum, { targets }) => sum + targets.positives, 0),
  );

const judged = ({ loss, heldOut }: TuningStep) => heldOut ?? loss;
