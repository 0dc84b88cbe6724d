import type { CocoResult } from '../datasets/cocoFile';
import { compareCell, VERDICT, type AreaRange, type CocoCell, type Judge } from './cocoMatch';

/** `n` evenly spaced numbers, rounded as numpy's linspace rounds them: the reference compares with exactly these. */
const linspace = (from: number, to: number, n: number) => {
  const step = (to - from) / (n - 1);
  return Array.from({ length: n }, (_, i) => (i === n - 1 ? to : i * step + from));
};
/** 0.50, 0.55, … 0.95 */
export const IOUS: readonly number[] = linspace(0.5, 0.95, 10);
/** 0, 0.01, … 1 */
export const RECALLS: readonly number[] = linspace(0, 1, 101);
export const MAX_DETECTIONS = 100;

/** One number per IoU; empty where there is nothing to find. */
export interface Curves {
  /** Average precisions. */
  readonly precisions: readonly number[];
  /** Per IoU the best precision at each of RECALLS or any higher recall. */
  readonly precisionsAtRecalls: readonly (readonly number[])[];
  /** With the `k` best detections of every picture. */
  recallsAt(k: number): readonly number[];
}

/** The detections of a class in all pictures, ranked by score once for all area ranges: `COCOeval.accumulate` of the reference. */
export class CocoRanking {
  private readonly judges: readonly { readonly judge: Judge; readonly begin: number; readonly end: number }[];
  /** Rank among those of its picture, per detection. */
  private readonly places: Uint8Array;
  /** Detections by falling score; equal scores in the order of the pictures, then in that of the results. */
  private readonly order: Uint32Array;

  constructor(cells: readonly CocoCell[]) {
    const kept = cells.map(({ truth, results }) => ({ truth, results: bestOf(results) }));
    let end = 0;
    this.judges = kept.map((cell) => ({
      judge: compareCell(cell, IOUS),
      begin: end,
      end: (end += cell.results.length),
    }));
    this.places = Uint8Array.from(kept.flatMap(({ results }) => [...results.keys()]));
    const scores = kept.flatMap(({ results }) => results.map(({ score }) => score));
    this.order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
  }

  /** For objects of some area. */
  curves(range: AreaRange): Curves {
    const verdicts = new Uint8Array(this.order.length * IOUS.length);
    const positives = this.judges.reduce(
      (sum, { judge, begin, end }) => sum + judge(range, verdicts.subarray(begin * IOUS.length, end * IOUS.length)),
      0,
    );
    if (positives === 0) return { precisions: [], precisionsAtRecalls: [], recallsAt: () => [] };
    const verdict = (detection: number, t: number) => verdicts[detection * IOUS.length + t];
    const precisionsAtRecalls = IOUS.map((_, t) =>
      this.precisionsAtRecalls((detection) => verdict(detection, t), positives),
    );
    return {
      precisions: precisionsAtRecalls.map(
        (precisions) => precisions.reduceRight((sum, precision) => sum + precision, 0) / RECALLS.length,
      ),
      precisionsAtRecalls,
      recallsAt: (k) =>
        IOUS.map(
          (_, t) =>
            this.places.reduce(
              (sum, place, detection) => sum + Number(place < k && verdict(detection, t) === VERDICT.right),
              0,
            ) / positives,
        ),
    };
  }

  private precisionsAtRecalls(verdict: (detection: number) => number | undefined, positives: number): number[] {
    const recalls = new Float64Array(this.order.length);
    const precisions = new Float64Array(this.order.length);
    let right = 0;
    let counted = 0;
    for (const [rank, detection] of this.order.entries()) {
      const judged = verdict(detection);
      if (judged !== VERDICT.ignored) counted++;
      if (judged === VERDICT.right) right++;
      recalls[rank] = right / positives;
      precisions[rank] = counted === 0 ? 0 : right / counted;
    }
    // From the back: the precision at a recall is the best one at this or any higher recall.
    let best = 0;
    let next = this.order.length;
    return RECALLS.toReversed()
      .map((recall) => {
        while (next > 0 && recalls[next - 1]! >= recall) best = Math.max(best, precisions[--next]!);
        return best;
      })
      .reverse();
  }
}

const bestOf = (results: readonly CocoResult[]) =>
  results.toSorted((a, b) => b.score - a.score).slice(0, MAX_DETECTIONS);
