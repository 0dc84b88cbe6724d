import type { EncodedImage } from '../network/encodedImage';
import type { Predictions } from '../network/dyHead';
import type { Glip } from '../network/glip';
import type { PromptRun } from '../prompt/prompt';
import { ALIGNMENT_TUNING, tuneAlignment } from './alignmentTuning';
import type { EncodedText } from './groundPrompt';
import { tunedPositions } from './matchPrompt';
import type { PromptOffsets, TuningForm } from './tunedPrompt';
import type { Tuned, TuningStep } from './tuning';
import type { TuningExample } from './tuningExample';

/** What is tuned, and with what. */
export interface PromptTuning {
  readonly glip: Glip;
  readonly run: PromptRun;
  readonly text: EncodedText;
  /** One for every picture. */
  readonly examples: readonly TuningExample[];
  readonly pictures: readonly EncodedImage[];
  /** Phrases that are taught: indices into those of the parsed prompt. */
  readonly taught: ReadonlySet<number>;
  /** Index of the example that is not learned from; -1 for none. */
  readonly heldOut: number;
}

/** Predictions in a picture, by its index, for the offsets of a step; the caller disposes them. */
export type PredictStep = (picture: number) => Predictions | Promise<Predictions>;
export type OnPromptStep = (step: TuningStep, maxSteps: number, predict: PredictStep) => Promise<void>;

export interface TunedOffsets extends Omit<Tuned, 'values'> {
  readonly offsets: PromptOffsets;
}

/** Tunes a prompt in one of the two forms. */
export const promptTuning = (form: TuningForm, tuning: PromptTuning, onStep: OnPromptStep): Promise<TunedOffsets> =>
  form === 'alignment' ? ofAlignment(tuning, onStep) : ofEmbedding(tuning, onStep);

function ofAlignment({ run, examples, taught, heldOut }: PromptTuning, onStep: OnPromptStep): Promise<TunedOffsets> {
  const learned = examples.filter((_, i) => i !== heldOut);
  return tuneAlignment(
    learned,
    tunedPositions('alignment', run, taught),
    examples[heldOut],
    ALIGNMENT_TUNING,
    (step, predict) => onStep(step, ALIGNMENT_TUNING.maxSteps, (i) => predict(examples[i]!)),
  );
}

async function ofEmbedding(
  { glip, run, text, examples, pictures, taught, heldOut }: PromptTuning,
  onStep: OnPromptStep,
): Promise<TunedOffsets> {
  // Fetched when it is needed: the gradients of tfjs come with it.
  const { EMBEDDING_TUNING, tuneEmbedding } = await import('./embeddingTuning');
  const tokens = text.mask.length;
  const counted = new Set(tunedPositions('alignment', run, taught));
  const lessons = examples.map(({ targets, emphasis }, i) => ({
    levels: pictures[i]!.levels,
    targets,
    mask: emphasis.map((weight, at) => (counted.has(at % tokens) ? weight : 0)),
  }));
  const learned = lessons.filter((_, i) => i !== heldOut);
  return tuneEmbedding(glip, text, learned, lessons[heldOut], EMBEDDING_TUNING, (step, predict) =>
    onStep(step, EMBEDDING_TUNING.maxSteps, (i) => predict(pictures[i]!.levels)),
  );
}
