import { evaluateCoco } from '../../data/evaluation/coco';
import type { CocoTruth } from '../../data/datasets/cocoFile';
import { evaluateGrounding } from '../../data/evaluation/grounding';
import { groupBy } from '../../data/datasets/groupBy';
import { pictureScores } from '../../data/evaluation/pictureScores';
import { precisionRecall } from '../../data/evaluation/precisionRecall';
import { readResults, type Annotations } from './dataSet';
import type { Answer, AnsweredPicture, DataSet, JudgedPicture, Outcome } from '../messages/scoring';

/** A data set with the answers to its pictures; see ScoringWorkerApi. */
export class Scores {
  #answers = new Map<number, Answer>();

  constructor(private readonly annotations: Annotations) {}

  dataSet(): DataSet {
    if (this.annotations.kind === 'grounding') return this.annotations;
    const { images, categories, annotations } = this.annotations.truth;
    return { kind: 'coco', images, categories, boxes: annotations.length };
  }

  begin(): void {
    this.#answers.clear();
  }

  take(index: number, answer: Answer): void {
    this.#answers.set(index, answer);
  }

  async takeResults(file: Blob, name: string): Promise<void> {
    if (this.annotations.kind !== 'coco')
      throw new Error(`${name} holds results for COCO annotations, and what is open is grounding data.`);
    const { truth } = this.annotations;
    const results = groupBy(await readResults(file, name, truth), ({ image_id }) => image_id);
    this.#answers = new Map(
      truth.images.map(({ id }, index) => [index, { kind: 'coco', results: results.get(id) ?? [] }]),
    );
  }

  judge(threshold: number): Outcome {
    const answers = [...this.#answers].sort(([a], [b]) => a - b);
    return this.annotations.kind === 'coco'
      ? judgeCoco(this.annotations.truth, answers)
      : judgeGrounding(answers, threshold);
  }

  answered(index: number): AnsweredPicture {
    const answer = this.#answers.get(index)!;
    if (this.annotations.kind === 'grounding') return { annotations: [], answer };
    const { images, annotations } = this.annotations.truth;
    return { annotations: annotations.filter(({ image_id }) => image_id === images[index]!.id), answer };
  }

  resultsFile(): Blob {
    return new Blob([JSON.stringify([...this.#answers.values()].flatMap(resultsOf))], { type: 'application/json' });
  }
}

const resultsOf = (answer: Answer) => (answer.kind === 'coco' ? answer.results : []);
const recordsOf = (answer: Answer) => (answer.kind === 'grounding' ? answer.records : []);

/** Answers by the places of their pictures, in order. */
type Answers = readonly (readonly [index: number, answer: Answer])[];

function judgeCoco({ images, categories, annotations }: CocoTruth, answers: Answers): Outcome {
  const answered = answers.map(([index]) => images[index]!);
  const ids = new Set(answered.map(({ id }) => id));
  const truth = { images: answered, categories, annotations: annotations.filter(({ image_id }) => ids.has(image_id)) };
  const results = answers.flatMap(([, answer]) => resultsOf(answer));
  const scores = pictureScores(truth, results);
  const known = new Set(categories.map(({ id }) => id));
  return {
    kind: 'coco',
    evaluation: evaluateCoco(truth, results),
    curves: precisionRecall(truth, results),
    strays: results.filter(({ category_id }) => !known.has(category_id)).length,
    pictures: worstFirst(answers.map(([index]) => ({ index, score: scores.get(images[index]!.id) }))),
  };
}

function judgeGrounding(answers: Answers, threshold: number): Outcome {
  const all = answers.flatMap(([, answer]) => recordsOf(answer));
  const pictures = answers.map(([index, answer]) => ({
    index,
    score: evaluateGrounding(recordsOf(answer), threshold).metrics.ap50 ?? undefined,
  }));
  return {
    kind: 'grounding',
    evaluation: evaluateGrounding(all, threshold),
    phrases: all.length,
    pictures: worstFirst(pictures),
  };
}

const worstFirst = (pictures: readonly JudgedPicture[]) =>
  pictures.toSorted((a, b) => (a.score ?? 2) - (b.score ?? 2) || a.index - b.index);
