import * as tf from '@tensorflow/tfjs-core';
import type { Glip } from '../../src/model/network/glip';
import { ALIGNMENT_TUNING, tuneAlignment } from '../../src/model/tuning/alignmentTuning';
import { EMBEDDING_TUNING, tuneEmbedding } from '../../src/model/tuning/embeddingTuning';
import type { TuningForm } from '../../src/model/tuning/tunedPrompt';
import type { TuningStep } from '../../src/model/tuning/tuning';
import { tinyLesson, type TinyLesson } from '../../tests/support/tinyLesson';

export interface LessonReport {
  readonly steps: readonly TuningStep[];
  /** Tensors that the lesson left behind. */
  readonly leaked: number;
}

const MAX_STEPS = 5;

/** A short lesson of the tiny model, with one picture held out, on the backend that runs. */
export async function learn(glip: Glip, form: TuningForm): Promise<LessonReport> {
  const before = tf.memory().numTensors;
  const lesson = await tinyLesson(glip);
  const { steps } = await tune(glip, form, lesson).finally(() => lesson.dispose());
  return { steps, leaked: tf.memory().numTensors - before };
}

function tune(
  glip: Glip,
  form: TuningForm,
  { text, examples, positions }: TinyLesson,
): Promise<{ readonly steps: readonly TuningStep[] }> {
  const [learned, heldOut] = [examples.slice(0, -1), examples.at(-1)];
  return form === 'alignment'
    ? tuneAlignment(learned, positions, heldOut, { ...ALIGNMENT_TUNING, maxSteps: MAX_STEPS })
    : tuneEmbedding(glip, text, learned, heldOut, { ...EMBEDDING_TUNING, maxSteps: MAX_STEPS });
}
