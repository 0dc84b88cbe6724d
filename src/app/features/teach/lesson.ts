import {
  heldOutOf,
  type Box,
  type Detection,
  type ParsedPrompt,
  type PhraseBox,
  type Span,
  type TeachingExample,
  type TunedPrompt,
  type TuningStep,
} from '../../../model';

/** What the visitor teaches, as plain data. Pure. */

export const MAX_PICTURES = 10;

/** A picture to teach with. */
export interface LessonPicture {
  readonly id: string;
  readonly name: string;
  /** Blob URL of what is shown. */
  readonly url: string;
  /** Size of the upright original: boxes are in these pixels. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly fingerprint: string;
}

/** The visitor's word on a box: what it holds is what the phrase names, or is not. */
export interface Mark {
  readonly key: number;
  readonly picture: string;
  /** Its text: boxes outlive an edit of the rest of the prompt. */
  readonly phrase: string;
  readonly box: Box;
  readonly verdict: 'right' | 'wrong';
}

/** A finished lesson; without steps for a prompt that was loaded from a file. */
export interface Lesson {
  readonly tuned: TunedPrompt;
  readonly steps: readonly TuningStep[];
  /** Index of the step that the prompt is of. */
  readonly best: number;
}

/** What can be undone. */
export interface Work {
  readonly pictures: readonly LessonPicture[];
  readonly marks: readonly Mark[];
  readonly lesson: Lesson | undefined;
}

export interface Prompt {
  readonly prompt: string;
  readonly spans: readonly Span[];
}

/** The pictures that something is said of, as examples for the phrases that the prompt has. */
export function examplesOf(
  { pictures, marks }: Pick<Work, 'pictures' | 'marks'>,
  { phrases }: ParsedPrompt,
): TeachingExample[] {
  return pictures.flatMap(({ id, width, height, fingerprint }) => {
    const boxes = (verdict: Mark['verdict']) =>
      marks.flatMap((mark) => (mark.picture === id && mark.verdict === verdict ? phraseBoxes(mark, phrases) : []));
    const [truth, wrong] = [boxes('right'), boxes('wrong')];
    return truth.length + wrong.length > 0 ? [{ image: { id, width, height }, fingerprint, truth, wrong }] : [];
  });
}

/** A phrase may stand in the prompt more than once: the first one learns. */
function phraseBoxes({ phrase, box }: Mark, phrases: ParsedPrompt['phrases']): PhraseBox[] {
  const index = phrases.findIndex(({ text }) => text === phrase);
  return index < 0 ? [] : [{ phrase: index, box }];
}

/** The picture that will not be learned from, if the lesson began now. */
export function heldOutPicture(work: Pick<Work, 'pictures' | 'marks'>, parsed: ParsedPrompt): string | undefined {
  const examples = examplesOf(work, parsed);
  return examples[heldOutOf(examples)]?.image.id;
}

/** More would hide the picture. */
const MAX_SHOWN = 8;

/** The boxes of a picture that are worth a verdict: the best at or above the threshold. */
export const worthShowing = (detections: readonly Detection[], threshold: number) =>
  detections.filter(({ score }) => score >= threshold).slice(0, MAX_SHOWN);
