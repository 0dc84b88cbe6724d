import type { CocoEvaluation } from '../../data/evaluation/coco';
import type { CocoAnnotation, CocoCategory, CocoImage, CocoResult } from '../../data/datasets/cocoFile';
import type { GroundingEvaluation, PhraseRecord } from '../../data/evaluation/grounding';
import type { PlacedLine } from '../../data/datasets/groundingLine';
import type { PrecisionRecallCurve } from '../../data/evaluation/precisionRecall';

/** The typed contract between page and scoring.worker.ts: plain data only. */

/** A data set as far as the page needs it to ask a model. Its pictures are known by their places among `images` or `lines`. */
export type DataSet =
  /** `boxes`: how many annotations there are; they stay in the worker. */
  | {
      readonly kind: 'coco';
      readonly images: readonly CocoImage[];
      readonly categories: readonly CocoCategory[];
      readonly boxes: number;
    }
  | { readonly kind: 'grounding'; readonly lines: readonly PlacedLine[] };

/** What a model answered to a picture. */
export type Answer =
  | { readonly kind: 'coco'; readonly results: readonly CocoResult[] }
  | { readonly kind: 'grounding'; readonly records: readonly PhraseRecord[] };

/** A picture that was answered, and how well it came out by itself. */
export interface JudgedPicture {
  /** Its place in the data set. */
  readonly index: number;
  /** AP at IoU 0.5, 0 to 1; undefined where there is nothing to find. */
  readonly score: number | undefined;
}

/** The numbers. `pictures`: worst first, those with nothing to find last. */
export type Outcome = { readonly pictures: readonly JudgedPicture[] } & (
  | {
      readonly kind: 'coco';
      readonly evaluation: CocoEvaluation;
      readonly curves: readonly PrecisionRecallCurve[];
      /** Detections that were left out, because the annotations do not know their category. */
      readonly strays: number;
    }
  | { readonly kind: 'grounding'; readonly evaluation: GroundingEvaluation; readonly phrases: number }
);

/** What is true of a picture beyond what the data set says, and what was found in it. */
export interface AnsweredPicture {
  /** None for grounding data, whose lines hold the boxes. */
  readonly annotations: readonly CocoAnnotation[];
  readonly answer: Answer;
}

/** What scoring.worker.ts exposes through Comlink. `open` comes first, and once. */
export interface ScoringWorkerApi {
  /** Reads COCO annotations (.json) or grounding data (.jsonl). @throws Error with one sentence about the file. */
  open(file: Blob, name: string): Promise<DataSet>;
  /** Forgets all answers. */
  begin(): void;
  /** @param index the picture's place. */
  take(index: number, answer: Answer): void;
  /** Takes a COCO results file as the answers to all pictures. @throws Error with one sentence about the file; the answers stay then. */
  takeResults(file: Blob, name: string): Promise<void>;
  /**
   * The numbers of all that was answered. Pictures without an answer, left out or not readable, are left out of the truth too.
   * @param threshold of what is shown, for the share of phrases that are missed.
   */
  judge(threshold: number): Outcome;
  /** For drawing. */
  answered(index: number): AnsweredPicture;
  /** All detections as a COCO results file. */
  resultsFile(): Blob;
}
