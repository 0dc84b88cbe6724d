import type { Box } from '../types';
import { boxIou } from './boxIou';

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

const IOUS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const RECALL_STEPS = 100;
const MAX_DETECTIONS = 100;

/** The boxes found for one phrase in one picture, compared with its true boxes: the best `MAX_DETECTIONS`, by falling score. */
export interface JudgedPhrase {
  readonly trueBoxes: number;
  /** Per detection at which of IOUS it is right. */
  readonly detections: readonly { readonly score: number; readonly right: readonly boolean[] }[];
  /** Index of the best detection on any true box; Infinity without one. */
  readonly firstOnTruth: number;
}

export function judgePhrase({
  truth,
  found,
}: {
  readonly truth: readonly Box[];
  readonly found: readonly ScoredBox[];
}): JudgedPhrase {
  const sorted = [...found].sort((a, b) => b.score - a.score).slice(0, MAX_DETECTIONS);
  const overlaps = sorted.map(({ box }) => truth.map((other) => boxIou(box, other)));
  const right = IOUS.map((iou) => matchGreedily(overlaps, iou));
  const first = overlaps.findIndex((row) => row.some((overlap) => overlap >= IOUS[0]!));
  return {
    trueBoxes: truth.length,
    detections: sorted.map(({ score }, d) => ({ score, right: right.map((row) => row[d]!) })),
    firstOnTruth: first < 0 ? Infinity : first,
  };
}

/** By falling score, each detection takes the free true box that it overlaps most, if by at least `iou`. @returns which took one. */
function matchGreedily(overlaps: readonly (readonly number[])[], iou: number): boolean[] {
  const taken = new Set<number>();
  return overlaps.map((row) => {
    let best = -1;
    for (const [i, overlap] of row.entries()) {
      if (overlap >= iou && !taken.has(i) && (best < 0 || overlap > row[best]!)) best = i;
    }
    if (best >= 0) taken.add(best);
    return best >= 0;
  });
}

/**
 * Average precision at each of IOUS. Phrases are the classes and a detection can only be right for its own phrase, but all
 * detections stand in one ranking by score, those of absent phrases included. Precision is interpolated at 101 recalls; equal
 * scores keep the order of the records.
 */
export function averagePrecisions(phrases: readonly JudgedPhrase[]): number[] {
  const total = phrases.reduce((sum, { trueBoxes }) => sum + trueBoxes, 0);
  const ranking = phrases.flatMap(({ detections }) => detections).sort((a, b) => b.score - a.score);
  return IOUS.map((_, t) =>
    averagePrecision(
      ranking.map(({ right }) => right[t]!),
      total,
    ),
  );
}

/** @param ranking right or wrong, by falling score @param total number of true boxes */
function averagePrecision(ranking: readonly boolean[], total: number): number {
  let found = 0;
  const points = ranking.map((right, i) => {
    if (right) found++;
    return { recall: found / total, precision: found / (i + 1) };
  });
  // From the back: the precision at a recall is the best one at this or any higher recall.
  let best = 0;
  let next = points.length;
  let sum = 0;
  for (let step = RECALL_STEPS; step >= 0; step--) {
    // Recalls are quotients too: 0.3 must reach the step 30 / 100.
    while (next > 0 && points[next - 1]!.recall >= step / RECALL_STEPS - 1e-9)
      best = Math.max(best, points[--next]!.precision);
    sum += best;
  }
  return sum / (RECALL_STEPS + 1);
}

export const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
