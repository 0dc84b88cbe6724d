import { groupCells } from './cocoCells';
import { compareIds, type CocoResult, type CocoTruth } from '../datasets/cocoFile';
import type { AreaRange, CocoCell } from './cocoMatch';
import { CocoRanking, MAX_DETECTIONS } from './cocoRanking';

/** The twelve numbers of COCO's detection evaluation, as `COCOeval` of the reference evaluator gives them for boxes. */

/** Shares, 0 to 1; -1 where there is nothing to find. */
export interface CocoMetrics {
  /** Average precision, mean over IoU 0.50, 0.55, … 0.95. */
  readonly AP: number;
  readonly AP50: number;
  readonly AP75: number;
  /** Of objects with an area up to 32², up to 96², and beyond. Square pixels. */
  readonly APs: number;
  readonly APm: number;
  readonly APl: number;
  /** Average recall with the 1, 10, 100 best detections of each category in each picture, mean over the same IoUs. */
  readonly AR1: number;
  readonly AR10: number;
  readonly AR100: number;
  readonly ARs: number;
  readonly ARm: number;
  readonly ARl: number;
}

export interface CocoEvaluation {
  /** Means over the categories that occur. */
  readonly metrics: CocoMetrics;
  /** By name, with the id behind a name that occurs more than once: "cat (17)". */
  readonly per_class: Readonly<Record<string, CocoMetrics>>;
  /** What they would be if all categories were one: boxes count wherever they are right, under whatever name. */
  readonly class_agnostic: CocoMetrics;
}

const IOU_75 = 5;
const MOST = 1e10;
export const AREAS = {
  all: [0, MOST],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, MOST],
} as const satisfies Record<string, AreaRange>;

/**
 * Scores detections. Equal scores stand in the order of the pictures' ids, then in that of the results.
 * One thing is not taken over: for the reference evaluator what matches an annotation with the id 0 is wrong.
 */
export function evaluateCoco(truth: CocoTruth, results: readonly CocoResult[]): CocoEvaluation {
  const { categories } = truth;
  const cellsOf = groupCells(truth, results);
  const classes = categories.map(({ id }) => measure(cellsOf([id])));
  return {
    metrics: meanMetrics(classes),
    per_class: Object.fromEntries(uniqueNames(truth).map((name, i) => [name, classes[i]!])),
    class_agnostic: measure(cellsOf(categories.map(({ id }) => id).sort(compareIds))),
  };
}

function uniqueNames({ categories }: CocoTruth): string[] {
  const count = new Map<string, number>();
  for (const { name } of categories) count.set(name, (count.get(name) ?? 0) + 1);
  return categories.map(({ id, name }) => (count.get(name)! > 1 ? `${name} (${id})` : name));
}

/** The numbers of one class. */
function measure(cells: readonly CocoCell[]): CocoMetrics {
  const ranking = new CocoRanking(cells);
  const all = ranking.curves(AREAS.all);
  const small = ranking.curves(AREAS.small);
  const medium = ranking.curves(AREAS.medium);
  const large = ranking.curves(AREAS.large);
  return {
    AP: mean(all.precisions),
    AP50: all.precisions[0] ?? -1,
    AP75: all.precisions[IOU_75] ?? -1,
    APs: mean(small.precisions),
    APm: mean(medium.precisions),
    APl: mean(large.precisions),
    AR1: mean(all.recallsAt(1)),
    AR10: mean(all.recallsAt(10)),
    AR100: mean(all.recallsAt(MAX_DETECTIONS)),
    ARs: mean(small.recallsAt(MAX_DETECTIONS)),
    ARm: mean(medium.recallsAt(MAX_DETECTIONS)),
    ARl: mean(large.recallsAt(MAX_DETECTIONS)),
  };
}

function meanMetrics(classes: readonly CocoMetrics[]): CocoMetrics {
  const metric = (name: keyof CocoMetrics) => mean(classes.map((each) => each[name]).filter((value) => value >= 0));
  return Object.fromEntries(METRICS.map((name) => [name, metric(name)])) as unknown as CocoMetrics;
}

export const METRICS: readonly (keyof CocoMetrics)[] = [
  'AP',
  'AP50',
  'AP75',
  'APs',
  'APm',
  'APl',
  'AR1',
  'AR10',
  'AR100',
  'ARs',
  'ARm',
  'ARl',
];

const mean = (values: readonly number[]) =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : -1;
