import * as tf from '@tensorflow/tfjs-core';

export interface AdamWSettings {
  readonly learningRate: number;
  /** Share of a parameter that a step of rate 1 takes away, whatever its gradient. */
  readonly weightDecay: number;
}

const BETA_MEAN = 0.9;
const BETA_SQUARE = 0.999;
const EPSILON = 1e-8;

/** With the running means of its gradient and of the gradient's square. */
type Parameter = Readonly<Record<'value' | 'mean' | 'square', tf.Tensor>>;

/** Adam with decoupled weight decay (arXiv 1711.05101), as `torch.optim.AdamW`. Owns its parameters' tensors. */
export class AdamW {
  private parameters: readonly Parameter[];
  private steps = 0;

  /** All parameters start at zero. */
  constructor(
    shapes: readonly (readonly number[])[],
    private readonly settings: AdamWSettings,
  ) {
    this.parameters = shapes.map((shape) => ({
      value: tf.zeros([...shape]),
      mean: tf.zeros([...shape]),
      square: tf.zeros([...shape]),
    }));
  }

  /** The optimizer's own, until the next step. */
  get values(): readonly tf.Tensor[] {
    return this.parameters.map(({ value }) => value);
  }

  /** @param gradients one per parameter; they stay the caller's @param share of the learning rate that this step takes, 0..1 */
  step(gradients: readonly tf.Tensor[], share = 1): void {
    this.steps++;
    const next = this.parameters.map((parameter, i) =>
      tf.tidy(() => this.move(parameter, gradients[i]!, share * this.settings.learningRate)),
    );
    this.dispose();
    this.parameters = next;
  }

  private move({ value, mean, square }: Parameter, gradient: tf.Tensor, rate: number): Parameter {
    const nextMean = tf.add(tf.mul(mean, BETA_MEAN), tf.mul(gradient, 1 - BETA_MEAN));
    const nextSquare = tf.add(tf.mul(square, BETA_SQUARE), tf.mul(tf.square(gradient), 1 - BETA_SQUARE));
    const unbiased = (average: tf.Tensor, beta: number) => tf.div(average, 1 - beta ** this.steps);
    const direction = tf.div(
      unbiased(nextMean, BETA_MEAN),
      tf.add(tf.sqrt(unbiased(nextSquare, BETA_SQUARE)), EPSILON),
    );
    const decayed = tf.mul(value, 1 - rate * this.settings.weightDecay);
    return { value: tf.sub(decayed, tf.mul(direction, rate)), mean: nextMean, square: nextSquare };
  }

  dispose(): void {
    for (const parameter of this.parameters) tf.dispose(Object.values(parameter));
  }
}
