import { evaluateCoco, type CocoEvaluation } from '../../model/evaluate/coco';
import type { CocoBox, CocoResult, CocoTruth } from '../../model/evaluate/cocoFile';
import { evaluateGrounding, type GroundingEvaluation, type PhraseRecord } from '../../model/evaluate/grounding';
import { pictureScores } from '../../model/evaluate/pictureScores';
import { precisionRecall, type PrecisionRecallCurve } from '../../model/evaluate/precisionRecall';
import type { Box } from '../../model/types';
import type { DrawnBox } from '../boxes/DrawnBox';
import type { DataSet, Task } from './dataSet';

/** What a model answered to a task. */
export type Answer = { readonly kind: 'coco'; readonly results: readonly CocoResult[] } | { readonly kind: 'grounding'; readonly records: readonly PhraseRecord[] };

/** A picture that was asked, and how well it came out by itself. */
export interface JudgedPicture {
  /** Of its task. */
  readonly index: number;
  readonly name: string;
  /** AP at IoU 0.5, 0 to 1; undefined where there is nothing to find. */
  readonly score: number | undefined;
}

export type Outcome = { readonly pictures: readonly JudgedPicture[] } & (
  | { readonly kind: 'coco'; readonly evaluation: CocoEvaluation; readonly curves: readonly PrecisionRecallCurve[]; readonly truth: CocoTruth }
  | { readonly kind: 'grounding'; readonly evaluation: GroundingEvaluation; readonly phrases: number }
);

/**
 * The numbers of all that was answered. Pictures without an answer, left out or not readable, are left out of the truth too.
 * @param answers by the tasks' indices.
 * @param threshold of what is shown, for the share of phrases that are missed.
 */
export function judge(dataSet: DataSet, tasks: readonly Task[], answers: ReadonlyMap<number, Answer>, threshold: number): Outcome {
  const answered = [...answers].sort(([a], [b]) => a - b);
  const nameOf = (index: number) => tasks[index]!.picture.path;
  if (dataSet.kind === 'grounding') {
    const records = (answer: Answer) => (answer.kind === 'grounding' ? answer.records : []);
    const all = answered.flatMap(([, answer]) => records(answer));
    const pictures = answered.map(([index, answer]) => ({ index, name: nameOf(index), score: evaluateGrounding(records(answer), threshold).metrics.ap50 ?? undefined }));
    return { kind: 'grounding', evaluation: evaluateGrounding(all, threshold), phrases: all.length, pictures: worstFirst(pictures) };
  }
  const truth = truthOf(
    dataSet.truth,
    answered.map(([index]) => tasks[index]!),
  );
  const results = resultsOf(answers);
  const scores = pictureScores(truth, results);
  const pictures = answered.map(([index], i) => ({ index, name: nameOf(index), score: scores.get(truth.images[i]!.id) }));
  return { kind: 'coco', evaluation: evaluateCoco(truth, results), curves: precisionRecall(truth, results), truth, pictures: worstFirst(pictures) };
}

/** All detections, as a COCO results file has them. */
export const resultsOf = (answers: ReadonlyMap<number, Answer>): CocoResult[] => [...answers.values()].flatMap((answer) => (answer.kind === 'coco' ? answer.results : []));

function truthOf({ categories, annotations }: CocoTruth, tasks: readonly Task[]): CocoTruth {
  const images = tasks.flatMap((task) => (task.kind === 'coco' ? [task.image] : []));
  const ids = new Set(images.map(({ id }) => id));
  return { images, categories, annotations: annotations.filter(({ image_id }) => ids.has(image_id)) };
}

/** Those with nothing to find last. */
const worstFirst = (pictures: readonly JudgedPicture[]) => pictures.toSorted((a, b) => (a.score ?? 2) - (b.score ?? 2) || a.index - b.index);

/** What is true of a picture and what was found in it, for drawing. */
export interface PictureBoxes {
  /** Size that the boxes are in, where the annotations say it. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly truth: readonly DrawnBox[];
  /** Best first. */
  readonly found: readonly (DrawnBox & { readonly score: number })[];
}

export function boxesOf(dataSet: DataSet, task: Task, answer: Answer): PictureBoxes {
  if (task.kind === 'grounding') {
    const { caption, phrases } = task.line;
    const text = (phrase: number) => caption.slice(phrases[phrase]!.start, phrases[phrase]!.end);
    const records = answer.kind === 'grounding' ? answer.records : [];
    const found = records.flatMap(({ found }, phrase) => found.map(({ box, score }) => ({ box, score, text: text(phrase), style: phrase })));
    return {
      truth: phrases.flatMap(({ boxes }, phrase) => boxes.map((box) => ({ box, text: text(phrase), style: phrase }))),
      found: found.sort((a, b) => b.score - a.score),
    };
  }
  const { categories, annotations } = (dataSet as Extract<DataSet, { kind: 'coco' }>).truth;
  const places = new Map(categories.map(({ id }, i) => [id, i]));
  const drawn = ({ category_id, bbox }: { readonly category_id: number; readonly bbox: CocoBox }): DrawnBox => {
    const style = places.get(category_id)!;
    return { box: cornersOf(bbox), text: categories[style]!.name, style };
  };
  const results = answer.kind === 'coco' ? answer.results : [];
  const { width, height } = task.image;
  return {
    ...(width !== undefined && height !== undefined && { size: { width, height } }),
    truth: annotations.filter(({ image_id }) => image_id === task.image.id).map(drawn),
    found: results.map((result) => ({ ...drawn(result), score: result.score })).sort((a, b) => b.score - a.score),
  };
}

const cornersOf = ([x, y, width, height]: CocoBox): Box => [x, y, x + width, y + height];
