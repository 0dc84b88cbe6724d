import type { Phrase, Span } from '../../model/types';
import { overlaps, wordsOf } from '../spans/spans';
import { currentRun, thresholdOf } from '../store/selectors';
import type { AppState } from '../store/state';

/** When it makes sense to say what glip-micro, a small model, does not know. Pure. */
export const OCCASIONS = ['unknown-words', 'missed-in-photograph', 'nothing-found'] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** The model that knows so little. */
const SMALL_MODEL = 'glip-micro';

type Facts = Pick<AppState, 'modelInfo' | 'modelStatus' | 'picture' | 'prompt' | 'spans' | 'run' | 'threshold' | 'brokenWords' | 'dismissed'>;

/** The first occasion there is that the visitor has not dismissed. */
export function occasionOf(state: Facts): Occasion | undefined {
  const { modelInfo, modelStatus, picture, dismissed } = state;
  if (modelStatus !== 'ready' || modelInfo?.name !== SMALL_MODEL) return undefined;
  const run = currentRun(state);
  if (!run) return undefined;
  // Who moves the slider up wants fewer boxes.
  const shown = run.detections.filter(({ score }) => score >= Math.min(thresholdOf(state), modelInfo.defaultThreshold));
  // Samples and scenes are drawn, whatever their pixels say.
  const photograph = picture?.photograph === true && (picture.origin.kind === 'local' || picture.origin.kind === 'address');
  const is: Record<Occasion, () => boolean> = {
    'unknown-words': () => unknownNames(state).length > 0,
    'missed-in-photograph': () => photograph && run.parsed.phrases.some((_, phrase) => !shown.some((detection) => detection.phrase === phrase)),
    'nothing-found': () => shown.length === 0,
  };
  return OCCASIONS.find((occasion) => !dismissed.includes(occasion) && is[occasion]());
}

/** The names in the phrases that the model has no whole word for, each once, as they are written. */
export function unknownNames(state: Facts): string[] {
  const phrases = currentRun(state)?.parsed.phrases ?? [];
  return [...new Set(phrases.flatMap((phrase) => unknownNameOf(state.prompt, phrase, state.brokenWords)))];
}

/** A phrase's name is its last word: adjectives may be new, and the thing still be found. */
function unknownNameOf(prompt: string, { start, end }: Phrase, broken: readonly Span[]): string[] {
  const word = wordsOf(prompt.slice(start, end)).at(-1);
  if (!word) return [];
  const placed = { start: start + word.start, end: start + word.end };
  return broken.some((other) => overlaps(other, placed)) ? [prompt.slice(placed.start, placed.end)] : [];
}
