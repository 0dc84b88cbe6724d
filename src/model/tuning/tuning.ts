import * as tf from '@tensorflow/tfjs-core';
import { AdamW, type AdamWSettings } from './adamW';

export interface TuningSettings extends AdamWSettings {
  /** The learning rate stays as it is, or falls evenly, to zero at the last step there can be. */
  readonly schedule: 'constant' | 'falling';
  readonly maxSteps: number;
  /** Steps without a lower loss after which tuning ends. */
  readonly patience: number;
}

export interface TuningLoss {
  readonly loss: number;
  /** Of the held-out example, where there is one. */
  readonly heldOut?: number;
}

export interface TuningStep extends TuningLoss {
  /** From 0, the untuned prompt. */
  readonly step: number;
}

/** Awaited after each step, with the values it was about; what it throws abandons the tuning and is passed on. */
export type OnTuningStep = (step: TuningStep, values: readonly tf.Tensor[]) => Promise<void> | void;

export interface Tuned {
  /** Those of the step with the lowest loss, of the held-out example where there is one; row-major. */
  readonly values: readonly Float32Array[];
  readonly steps: readonly TuningStep[];
  /** Which of the steps that was. */
  readonly best: number;
}

/** What is tuned: offsets that start at zero. Values are the optimizer's; the gradients that are returned become it too. */
export interface TuningTask {
  readonly shapes: readonly (readonly number[])[];
  loss(values: readonly tf.Tensor[]): Promise<TuningLoss>;
  gradients(values: readonly tf.Tensor[]): readonly tf.Tensor[];
}

/** Steps down the gradient for as long as it pays. */
export async function tune(task: TuningTask, settings: TuningSettings, onStep?: OnTuningStep): Promise<Tuned> {
  const optimizer = new AdamW(task.shapes, settings);
  const steps: TuningStep[] = [];
  let best = 0;
  let values: readonly Float32Array[] = [];
  try {
    for (let step = 0; step <= settings.maxSteps && step - best <= settings.patience; step++) {
      const record = { step, ...(await task.loss(optimizer.values)) };
      steps.push(record);
      if (step === 0 || judged(record) < judged(steps[best]!)) {
        best = step;
        values = await Promise.all(optimizer.values.map((value) => value.data<'float32'>()));
      }
      await onStep?.(record, optimizer.values);
      const gradients = task.gradients(optimizer.values);
      optimizer.step(gradients, settings.schedule === 'falling' ? 1 - step / settings.maxSteps : 1);
      tf.dispose([...gradients]);
    }
  } finally {
    optimizer.dispose();
  }
  return { values, steps, best };
}

const judged = ({ loss, heldOut }: TuningLoss) => heldOut ?? loss;

/** Reads a scalar and frees it. */
export async function takeScalar(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value!;
}
