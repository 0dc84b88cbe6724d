import { AREAS } from './coco';
import { groupCells } from './cocoCells';
import type { CocoResult, CocoTruth } from '../datasets/cocoFile';
import { CocoRanking, IOUS, RECALLS } from './cocoRanking';

type Points = readonly { readonly recall: number; readonly precision: number }[];

/** The precision that is reached together with a recall, at the best threshold for it. Both 0 to 1. */
export interface PrecisionRecallCurve {
  /** What counts as right. */
  readonly iou: number;
  /** One per recall 0, 0.01, … 1. */
  readonly points: Points;
}

/**
 * The curves that average precision is the area below: per IoU, the mean over the categories that occur.
 * @returns none where there is nothing to find.
 */
export function precisionRecall(truth: CocoTruth, results: readonly CocoResult[]): PrecisionRecallCurve[] {
  const cellsOf = groupCells(truth, results);
  const classes = truth.categories
    .map(({ id }) => new CocoRanking(cellsOf([id])).curves(AREAS.all).precisionsAtRecalls)
    .filter((curves) => curves.length > 0);
  if (classes.length === 0) return [];
  return IOUS.map((iou, t) => ({
    iou,
    points: RECALLS.map((recall, r) => ({
      recall,
      precision: classes.reduce((sum, curves) => sum + curves[t]![r]!, 0) / classes.length,
    })),
  }));
}

/** The curve that AP, the mean over all IoUs, is the area below. */
export const meanCurve = (curves: readonly PrecisionRecallCurve[]): Points =>
  curves.length === 0
    ? []
    : RECALLS.map((recall, r) => ({
        recall,
        precision: curves.reduce((sum, { points }) => sum + points[r]!.precision, 0) / curves.length,
      }));
