import type { Phrase, Span } from '../../model/types';
import { overlaps, wordsOf } from '../spans/spans';
import { currentRun, thresholdOf } from '../store/selectors';
import type { AppState } from '../store/state';

/** When it makes sense to say that glip-micro knows a small, drawn world only. Pure. */
export const OCCASIONS = ['photograph', 'unknown-words', 'nothing-found'] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** The model whose world ends so soon. */
const SMALL_WORLD = 'glip-micro';
/** Share of unknown words from which a result is no surprise. */
const MANY = 0.4;

type Facts = Pick<AppState, 'modelInfo' | 'modelStatus' | 'picture' | 'prompt' | 'spans' | 'run' | 'threshold' | 'brokenWords' | 'dismissed'>;

/** The first occasion there is that the visitor has not dismissed. */
export function occasionOf(state: Facts): Occasion | undefined {
  const { modelInfo, modelStatus, picture, prompt, brokenWords, dismissed } = state;
  if (modelStatus !== 'ready' || modelInfo?.name !== SMALL_WORLD) return undefined;
  const run = currentRun(state);
  const is: Record<Occasion, () => boolean> = {
    // Samples and scenes are drawn, whatever their pixels say.
    photograph: () => picture?.photograph === true && (picture.origin.kind === 'local' || picture.origin.kind === 'address'),
    'unknown-words': () => run !== undefined && unknownShare(prompt, run.parsed.phrases, brokenWords) >= MANY,
    // Who moves the slider up wants fewer boxes.
    'nothing-found': () => run !== undefined && !run.detections.some(({ score }) => score >= Math.min(thresholdOf(state), modelInfo.defaultThreshold)),
  };
  return OCCASIONS.find((occasion) => !dismissed.includes(occasion) && is[occasion]());
}

/** Share of the phrases' words that the model has no whole word for, 0..1. */
export function unknownShare(prompt: string, phrases: readonly Phrase[], broken: readonly Span[]): number {
  const words = phrases.flatMap(({ start, end }) => wordsOf(prompt.slice(start, end)).map((word) => ({ start: start + word.start, end: start + word.end })));
  return words.length === 0 ? 0 : words.filter((word) => broken.some((other) => overlaps(other, word))).length / words.length;
}
