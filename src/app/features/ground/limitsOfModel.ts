import type { Phrase, Span } from '../../../model';
import { comesWithPage, FOR_PHOTOGRAPHS } from '../../../workers/registry/registry';
import { overlaps, wordsOf } from '../../lib/spans';
import { currentRun, thresholdOf } from '../../state/selectors';
import type { AppState, Occasion } from '../../state/state';

/** When it makes sense to say what the small models that come with the page do not know. Pure. */
const OCCASIONS: readonly Occasion[] = ['photograph', 'unknown-words', 'missed-in-photograph', 'nothing-found'];

type Facts = Pick<
  AppState,
  | 'model'
  | 'modelInfo'
  | 'modelStatus'
  | 'picture'
  | 'prompt'
  | 'spans'
  | 'run'
  | 'threshold'
  | 'brokenWords'
  | 'dismissed'
>;

/** The first occasion there is that the visitor has not dismissed. */
export function occasionOf(state: Facts): Occasion | undefined {
  const { model, modelInfo, modelStatus, picture, dismissed } = state;
  if (modelStatus !== 'ready' || !modelInfo || !comesWithPage(model.id)) return undefined;
  const run = currentRun(state);
  // Who moves the slider up wants fewer boxes.
  const shown = run?.detections.filter(
    ({ score }) => score >= Math.min(thresholdOf(state), modelInfo.defaultThreshold),
  );
  // Samples and scenes are drawn, whatever their pixels say.
  const photograph =
    picture?.photograph === true && (picture.origin.kind === 'local' || picture.origin.kind === 'address');
  const knowsPhotographs = model.id === FOR_PHOTOGRAPHS;
  const is: Record<Occasion, () => boolean> = {
    photograph: () => photograph && !knowsPhotographs,
    'unknown-words': () => unknownNames(state).length > 0,
    'missed-in-photograph': () =>
      photograph &&
      knowsPhotographs &&
      shown !== undefined &&
      run!.parsed.phrases.some((_, phrase) => !shown.some((detection) => detection.phrase === phrase)),
    'nothing-found': () => shown?.length === 0,
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
