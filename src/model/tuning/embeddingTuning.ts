import * as tf from '@tensorflow/tfjs-core';
// The gradients of tfjs's own operations: a chunk that nothing else needs.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Predictions } from '../network/dyHead';
import type { Glip } from '../network/glip';
import '../ops/gradients/fusedGradients';
import type { EncodedText } from './groundPrompt';
import { groundingLoss, type LossItem } from './groundingLoss';
import type { EmbeddingOffsets } from './tunedPrompt';
import {
  takeScalar,
  tune,
  type Tuned,
  type TuningLoss,
  type TuningSettings,
  type TuningStep,
  type TuningTask,
} from './tuning';

/**
 * Prompt tuning of a deep-fused model: everything is frozen but an offset on the token embeddings that enter the fusion, learned
 * through all of the head. Pictures are encoded once; a step learns from one example, in turn, and so costs a run of the head and its
 * gradient, however many there are, and a run for the held-out example.
 */

/**
 * The weight decay of the official recipe. A rate of 0.1 takes the loss of a held-out picture (glip-micro, four others learned from)
 * in four steps where 0.03 takes it in ten. It falls, so that the single examples do not pull to and fro at the end.
 */
export const EMBEDDING_TUNING: TuningSettings = {
  learningRate: 0.1,
  weightDecay: 0.25,
  schedule: 'falling',
  maxSteps: 24,
  patience: 12,
};

/** An example with what the head reads of its picture: P3..P7 [h, w, channels], which stay the caller's. */
export interface EmbeddingExample extends Omit<LossItem, 'predictions'> {
  readonly levels: readonly tf.Tensor3D[];
}

/** Predictions in a picture, for the offsets of a step; the caller disposes them. */
export type PredictEmbedded = (levels: readonly tf.Tensor3D[]) => Promise<Predictions>;

export interface TunedEmbedding extends Omit<Tuned, 'values'> {
  readonly offsets: EmbeddingOffsets;
}

/**
 * @param text as it enters the fusion untuned
 * @param examples their masks leave out the tokens that nothing is taught of: what those align with is left to itself
 * @param heldOut an example that is not learned from: tuning ends where its loss is lowest
 */
export async function tuneEmbedding(
  glip: Glip,
  { text, mask }: EncodedText,
  examples: readonly EmbeddingExample[],
  heldOut?: EmbeddingExample,
  settings: TuningSettings = EMBEDDING_TUNING,
  onStep?: (step: TuningStep, predict: PredictEmbedded) => Promise<void> | void,
): Promise<TunedEmbedding> {
  const positions = [...mask.keys()].filter((token) => mask[token] === 1);
  const task = new EmbeddingTask(glip, { text, mask }, examples, heldOut);
  try {
    const { values, ...tuned } = await tune(task, settings, (step, [offset]) =>
      onStep?.(step, (levels) => task.predict(levels, offset as tf.Tensor2D)),
    );
    const width = text.shape[1];
    return {
      ...tuned,
      offsets: { form: 'embedding', positions, values: values[0]!.slice(0, positions.length * width) },
    };
  } finally {
    task.dispose();
  }
}

class EmbeddingTask implements TuningTask {
  readonly shapes: readonly (readonly number[])[];
  /** [tokens, 1]: padding is not tuned. */
  private readonly real: tf.Tensor2D;
  /** Of the latest loss: it is computed along with it. */
  private gradient?: tf.Tensor;
  /** What each example came to when it was last looked at. */
  private losses?: number[];
  private turn = 0;

  constructor(
    private readonly glip: Glip,
    private readonly prompt: EncodedText,
    private readonly examples: readonly EmbeddingExample[],
    private readonly heldOut?: EmbeddingExample,
  ) {
    this.shapes = [prompt.text.shape];
    this.real = tf.tensor2d(Float32Array.from(prompt.mask), [prompt.mask.length, 1]);
  }

  /** The mean over the examples, of which one is learned from. */
  async loss(values: readonly tf.Tensor[]): Promise<TuningLoss> {
    const offset = values[0] as tf.Tensor2D;
    this.losses ??= await this.lossesOf(this.examples, offset);
    const turn = this.turn++ % this.examples.length;
    this.losses[turn] = await this.follow(this.examples[turn]!, offset);
    const heldOut = this.heldOut && (await this.lossesOf([this.heldOut], offset))[0]!;
    return { loss: mean(this.losses), ...(heldOut !== undefined && { heldOut }) };
  }

  gradients(): readonly tf.Tensor[] {
    const gradient = this.gradient!;
    this.gradient = undefined;
    return [gradient];
  }

  /** Without a gradient the head runs as it always does. */
  async predict(levels: readonly tf.Tensor3D[], offset: tf.Tensor2D): Promise<Predictions> {
    const text = tf.tidy(() => this.shifted(offset));
    return this.glip.ground(levels, text, this.prompt.mask).finally(() => text.dispose());
  }

  /** An example's loss, with its gradient. */
  private follow(example: EmbeddingExample, offset: tf.Tensor2D): Promise<number> {
    const trace = (shift: tf.Tensor) =>
      lossOf(example, this.glip.groundTraced(example.levels, this.shifted(shift), this.prompt.mask));
    this.gradient?.dispose();
    const { value, grad } = tf.valueAndGrad(trace)(offset);
    this.gradient = grad;
    return takeScalar(value as tf.Scalar);
  }

  private async lossesOf(examples: readonly EmbeddingExample[], offset: tf.Tensor2D): Promise<number[]> {
    const losses: number[] = [];
    for (const example of examples) {
      const predictions = await this.predict(example.levels, offset);
      const loss = tf.tidy(() => lossOf(example, predictions));
      tf.dispose({ ...predictions });
      losses.push(await takeScalar(loss));
    }
    return losses;
  }

  private shifted(offset: tf.Tensor): tf.Tensor2D {
    return tf.add(this.prompt.text, tf.mul(offset, this.real));
  }

  dispose(): void {
    this.gradient?.dispose();
    this.real.dispose();
  }
}

const lossOf = ({ targets, mask }: EmbeddingExample, predictions: Predictions) =>
  groundingLoss([{ predictions, targets, mask }]).total;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
