import { evaluateCoco, type CocoEvaluation } from '../../src/data/evaluation/coco';
import type { CocoResult, CocoTruth } from '../../src/data/datasets/cocoFile';
import { groundCategories } from '../../src/data/evaluation/groundCategories';
import { shapeFault } from '../../src/data/datasets/pictureShape';
import type { Grounder } from '../../src/model';
import type { CocoTask } from './cocoFiles';
import { readPicture } from './dataSet';
import { formatLimits, formatTiming, modelFacts, timing, type ModelFacts, type Timing } from './runFacts';
import { tableLines } from './table';

/** The shape of `--json`. Numbers are the evaluator's own, -1 where there is nothing to find. */
export interface CocoReport extends CocoEvaluation {
  readonly images: number;
  readonly annotations: number;
  readonly detections: number;
  /** How many of them were left out, because the annotations do not know their category. */
  readonly of_unknown_category: number;
  /** Where a model ran. */
  readonly model?: ModelFacts;
  readonly timing?: Timing;
}

export interface CocoRun {
  readonly results: readonly CocoResult[];
  readonly model: ModelFacts;
  /** Per picture. */
  readonly timing: Timing;
}

/**
 * Looks for the categories of an annotation file in all its pictures.
 * @param onPicture called after each picture.
 * @throws Error that names the picture that cannot be read or has another shape than its annotations.
 */
export async function runCocoTasks(
  grounder: Grounder,
  truth: CocoTruth,
  tasks: readonly CocoTask[],
  onPicture: () => void = () => {},
): Promise<CocoRun> {
  const results: CocoResult[] = [];
  const times: number[] = [];
  for (const { image, imageFile, place } of tasks) {
    const pixels = await readPicture({ imageFile, place });
    const { width = pixels.width, height = pixels.height } = image;
    const fault = shapeFault(pixels, { width, height });
    if (fault !== undefined) throw new Error(`${place}: ${fault}.`);
    const grounded = await groundCategories(grounder, { id: place, pixels, width, height }, image, truth);
    results.push(...grounded.results);
    times.push(grounded.milliseconds);
    onPicture();
  }
  return { results, model: modelFacts(grounder.config), timing: timing(times) };
}

export function reportCoco(truth: CocoTruth, results: readonly CocoResult[]): CocoReport {
  const known = new Set(truth.categories.map(({ id }) => id));
  return {
    ...evaluateCoco(truth, results),
    images: truth.images.length,
    annotations: truth.annotations.length,
    detections: results.length,
    of_unknown_category: results.filter(({ category_id: category }) => !known.has(category)).length,
  };
}

/** The report for people. */
export function formatCocoReport(report: CocoReport): string {
  const {
    metrics,
    per_class,
    class_agnostic,
    images,
    annotations,
    detections,
    of_unknown_category: unknown,
    model,
  } = report;
  const columns = Object.keys(metrics) as (keyof typeof metrics)[];
  const rows = [['all', metrics] as const, ['any name', class_agnostic] as const, ...Object.entries(per_class)];
  return [
    `${model ? `${model.name} on ${model.backend}: ` : ''}images ${images}, annotations ${annotations}, detections ${detections}` +
      (report.timing ? formatTiming(report.timing, 'picture') : ''),
    '',
    ...tableLines(
      columns,
      rows.map(([name, row]) => [name, columns.map((column) => (row[column] < 0 ? null : row[column]))]),
    ),
    '',
    'all: mean over the categories; any name: as if all categories were one.',
    ...(unknown > 0 ? [`${unknown} detections were left out: the annotations do not know their category.`] : []),
    ...(model ? [formatLimits(model)] : []),
  ].join('\n');
}
