import * as tf from '@tensorflow/tfjs-core';
import { detectPhrases } from '../postprocess/detectPhrases';
import type { EncodedImage } from '../network/encodedImage';
import { toInput, type Size } from '../postprocess/coordinates';
import type { Glip } from '../network/glip';
import type { InputSize } from '../config/inputSize';
import type { PromptRun } from '../prompt/prompt';
import type { Box, Detection, ParsedPrompt, Span } from '../types';
import { roundToHalves } from '../checkpoint/tensors/halves';
import { groundPrompt, type EncodedText } from './groundPrompt';
import { planLesson } from './planLesson';
import { promptTuning, type PredictStep } from './promptTuning';
import { taughtAp } from './taughtAp';
import type { ModelIdentity, PromptOffsets, TunedPrompt, TuningForm } from './tunedPrompt';
import type { TuningStep } from './tuning';
import { disposeExample, readExample, type TaughtBoxes, type TuningExample } from './tuningExample';

/** A box of a phrase, in pixels of the original picture. */
export interface PhraseBox {
  /** Index into the phrases of the parsed prompt. */
  readonly phrase: number;
  readonly box: Box;
}

/** A picture with what the visitor says of it. For the phrases that are taught, all that is not in `truth` is background. */
export interface TeachingExample {
  readonly image: Size & { readonly id: string };
  /** SHA-256 of the picture's file, for the record. */
  readonly fingerprint: string;
  readonly truth: readonly PhraseBox[];
  /** Boxes that were shown and are wrong. */
  readonly wrong: readonly PhraseBox[];
}

export interface TeachRequest {
  readonly form: TuningForm;
  readonly prompt: string;
  readonly spans: readonly Span[];
  readonly inputSize?: InputSize;
  readonly examples: readonly TeachingExample[];
}

export interface TeachStep extends TuningStep {
  /** Steps there can be at the most. */
  readonly maxSteps: number;
  /** Now and then: what the prompt finds by now, per example. */
  readonly detections?: readonly (readonly Detection[])[];
}

export type OnTeachStep = (step: TeachStep) => Promise<void> | void;

/** Between two pieces of the work, each about a run of the head. */
export type OnTeachPause = () => Promise<void>;

export interface Taught {
  readonly tuned: TunedPrompt;
  readonly steps: readonly TuningStep[];
  /** Which of the steps the prompt is of: the one with the lowest loss, on the held-out example where there is one. */
  readonly best: number;
  /** Per example, with the prompt as it was and as it is. */
  readonly before: readonly (readonly Detection[])[];
  readonly after: readonly (readonly Detection[])[];
}

/** What is not learned: the model, and what it makes of the prompt and, in the order of the examples, of the pictures. */
export interface Frozen {
  readonly glip: Glip;
  readonly model: ModelIdentity;
  readonly parsed: ParsedPrompt;
  readonly run: PromptRun;
  readonly text: EncodedText;
  readonly pictures: readonly EncodedImage[];
}

/** Every so many steps the boxes are shown to whoever listens: that costs a run of the head, or its last product, for every example. */
const PREVIEW_STEPS = 8;

/**
 * Teaches a prompt by example: what is learned is an offset of its token embeddings, and the network stays as it is.
 * @param onStep awaited after every step @param pause awaited between the pieces; what either throws abandons the teaching
 * @throws GlipError `teaching` where there is nothing to learn from
 */
export async function teach(
  frozen: Frozen,
  { form, prompt, spans, examples }: TeachRequest,
  onStep?: OnTeachStep,
  pause?: OnTeachPause,
): Promise<Taught> {
  const { glip, model, parsed, run, text, pictures } = frozen;
  const { taught, heldOut } = planLesson(examples);
  const read: TuningExample[] = [];
  const detectAll = async (predict: PredictStep) => {
    const found: Detection[][] = [];
    for (const [i, { image }] of examples.entries()) {
      await pause?.();
      const predictions = await predict(i);
      found.push(
        await detectPhrases(predictions, pictures[i]!, run, image, glip.config.postprocess).finally(() =>
          tf.dispose({ ...predictions }),
        ),
      );
    }
    return found;
  };
  try {
    for (const [i, example] of examples.entries()) {
      await pause?.();
      read.push(await readExample(glip, pictures[i]!, text, run, scaleBoxes(example, pictures[i]!)));
    }
    let before: Detection[][] = [];
    const tuning = { glip, run, text, examples: read, pictures, taught: new Set(taught), heldOut };
    const { steps, best, ...learnt } = await promptTuning(form, tuning, async (step, maxSteps, predict) => {
      const shown = onStep && step.step % PREVIEW_STEPS === 0;
      const detections = shown || step.step === 0 ? await detectAll(predict) : undefined;
      if (step.step === 0) before = detections!;
      await onStep?.({ ...step, maxSteps, ...(detections && { detections }) });
      await pause?.();
    });
    const offsets = asKept(learnt.offsets);
    const after = await detectAll((i) => groundPrompt(glip, pictures[i]!.levels, text, offsets));
    const measure = (indices: readonly number[]) => {
      const apOf = (found: Detection[][]) =>
        taughtAp(
          indices.map((i) => ({ truth: examples[i]!.truth, found: found[i]! })),
          taught,
        );
      return { before: apOf(before), after: apOf(after) };
    };
    const learned = [...examples.keys()].filter((i) => i !== heldOut);
    const tuned = {
      model,
      prompt,
      spans,
      taught: taught.map((phrase) => ({ start: parsed.phrases[phrase]!.start, end: parsed.phrases[phrase]!.end })),
      offsets,
      examples: examples.map(({ fingerprint, truth, wrong }, i) => ({
        fingerprint,
        boxes: truth.length,
        wrong: wrong.length,
        heldOut: i === heldOut,
      })),
      metrics: { learned: measure(learned), ...(heldOut >= 0 && { heldOut: measure([heldOut]) }) },
    };
    return { tuned, steps, best, before, after };
  } finally {
    read.forEach(disposeExample);
  }
}

function scaleBoxes({ image, truth, wrong }: TeachingExample, picture: EncodedImage): TaughtBoxes {
  const scale = (boxes: readonly PhraseBox[]) =>
    boxes.map(({ phrase, box }) => ({ phrase, box: toInput(box, picture, image) }));
  return { truth: scale(truth), wrong: scale(wrong) };
}

/** Numbers as the file of the prompt has them: what is judged is what can be kept. */
function asKept(offsets: PromptOffsets): PromptOffsets {
  const values = roundToHalves(offsets.values);
  return offsets.form === 'alignment'
    ? { ...offsets, values, bias: roundToHalves(offsets.bias) }
    : { ...offsets, values };
}
