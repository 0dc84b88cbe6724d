import type { Detection, Phrase, Span, TunedPrompt } from '../../model';
import { sameSpan } from '../lib/spans';
import type { AppState, MadeScene, Run } from './state';

/** Everything the page derives from its state. Pure; a moved slider costs one filter over a list. */

/** Until the model has said where its slider starts. */
const FALLBACK_THRESHOLD = 0.5;

export const thresholdOf = (state: Pick<AppState, 'threshold' | 'modelInfo'>) =>
  state.threshold ?? state.modelInfo?.defaultThreshold ?? FALLBACK_THRESHOLD;

/** The run whose boxes may be drawn: one of this very picture. */
export const shownRun = ({ run, picture }: Pick<AppState, 'run' | 'picture'>) =>
  run && picture && run.pictureId === picture.id ? run : undefined;

/** True when the run answers the prompt as it stands. */
export function isCurrent(run: Run | undefined, { prompt, spans }: Pick<AppState, 'prompt' | 'spans'>): boolean {
  return run !== undefined && run.prompt === prompt && sameSpans(run.spans, spans);
}

/** The run that answers picture and prompt as they stand; undefined until there is one. */
export function currentRun(state: Pick<AppState, 'picture' | 'prompt' | 'run' | 'spans'>): Run | undefined {
  const run = shownRun(state);
  return isCurrent(run, state) ? run : undefined;
}

/** True when what is shown is the answer to picture and prompt as they stand, and no other picture is on its way. */
export function isAnswered(state: Pick<AppState, 'opening' | 'picture' | 'prompt' | 'run' | 'spans'>): boolean {
  return state.opening === undefined && currentRun(state) !== undefined;
}

/** The made scene whose truth can be told: its picture is shown and its caption stands as it was written. */
export function madeScene({ picture, prompt }: Pick<AppState, 'picture' | 'prompt'>): MadeScene | undefined {
  const origin = picture?.origin;
  return origin?.kind === 'scene' && origin.caption === prompt ? origin : undefined;
}

/** What was taught, while the prompt is still the one that it was taught to. */
export function tunedFor(
  tuned: TunedPrompt | undefined,
  { prompt, spans }: Pick<AppState, 'prompt' | 'spans'>,
): TunedPrompt | undefined {
  return tuned && tuned.prompt === prompt && sameSpans(tuned.spans, spans) ? tuned : undefined;
}

export const sameSpans = (a: readonly Span[], b: readonly Span[]) =>
  a === b || (a.length === b.length && a.every((span, at) => sameSpan(span, b[at]!)));

const isHidden = (hidden: readonly Span[], span: Span) => hidden.some((other) => sameSpan(other, span));

/** A detection that is drawn. */
export interface VisibleDetection extends Detection {
  /** Index into the run's detections. */
  readonly index: number;
  readonly text: string;
}

/** Detections at or above the threshold whose phrases are shown, best first. */
export function visibleDetections(
  run: Run | undefined,
  threshold: number,
  hidden: readonly Span[],
): VisibleDetection[] {
  if (!run) return [];
  const shown = run.parsed.phrases.map((phrase) => !isHidden(hidden, phrase));
  return run.detections.flatMap((detection, index) =>
    detection.score >= threshold && shown[detection.phrase]
      ? [{ ...detection, index, text: run.parsed.phrases[detection.phrase]!.text }]
      : [],
  );
}

/** A phrase of the prompt and how it fared. */
export interface PhraseRow {
  readonly phrase: Phrase;
  readonly index: number;
  readonly hidden: boolean;
  /** Scores at or above the threshold, best first. */
  readonly scores: readonly number[];
  /** The best score below the threshold: tells the visitor how far to move the slider. */
  readonly bestBelow: number | undefined;
  readonly status: 'pending' | 'found' | 'not-found';
}

/** The rows of the phrase list. `current`: whether the run answers these very phrases. */
export function phraseRows(
  phrases: readonly Phrase[],
  run: Run | undefined,
  current: boolean,
  threshold: number,
  hidden: readonly Span[],
): PhraseRow[] {
  const scores = phrases.map((): number[] => []);
  if (run && current) for (const { phrase, score } of run.detections) scores[phrase]?.push(score);
  return phrases.map((phrase, index) => {
    const above = scores[index]!.filter((score) => score >= threshold);
    const status = !current ? 'pending' : above.length > 0 ? 'found' : 'not-found';
    return {
      phrase,
      index,
      hidden: isHidden(hidden, phrase),
      scores: above,
      bestBelow: scores[index]!.find((score) => score < threshold),
      status,
    };
  });
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** A long list of what is missing would be read out in full. */
const NAMED_MISSING = 3;

/** What a screen reader says, and everybody reads, about the result: "3 phrases, 5 boxes; “red car” not found". */
export function summary(rows: readonly PhraseRow[]): string {
  const shown = rows.filter((row) => !row.hidden);
  const boxes = shown.reduce((sum, row) => sum + row.scores.length, 0);
  const missing = shown.filter((row) => row.status === 'not-found').map((row) => `“${row.phrase.text}”`);
  const hidden = rows.length - shown.length;
  const parts = [`${count(rows.length, 'phrase')}, ${count(boxes, 'box', 'boxes')}`];
  const unnamed = missing.length - NAMED_MISSING;
  if (missing.length > 0)
    parts.push(`${missing.slice(0, NAMED_MISSING).join(', ')}${unnamed > 0 ? ` and ${unnamed} more` : ''} not found`);
  if (hidden > 0) parts.push(`${hidden} hidden`);
  return parts.join('; ');
}

/** One line about where things stand. */
export function statusText(
  state: Pick<AppState, 'modelStatus' | 'opening' | 'picture' | 'prompt' | 'parsed' | 'run' | 'spans'>,
  rows: readonly PhraseRow[],
): string {
  if (state.opening !== undefined) return `Opening ${state.opening} …`;
  if (state.modelStatus === 'failed') return 'The model is not loaded.';
  if (state.modelStatus === 'loading') return 'Loading the model.';
  if (!state.picture) return 'There is no picture yet.';
  if (state.prompt.trim() === '')
    return 'The text is empty. Type what to look for: a sentence, or a list such as “cat. dog. red car”.';
  if (state.parsed?.phrases.length === 0)
    return 'There is no phrase in this text that could be looked for. Name a thing, or select words and press “Ground”.';
  return isAnswered(state) ? summary(rows) : 'Looking …';
}
