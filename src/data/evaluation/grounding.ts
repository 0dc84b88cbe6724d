import type { Box } from '../../model/types';
import { boxIou } from './boxIou';

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

/** One phrase in one picture. Without true boxes it is absent: the picture does not show what it names. */
export interface PhraseRecord {
  /** Kind of phrase, for metrics of its own. */
  readonly tag?: string;
  readonly truth: readonly Box[];
  /** In any order. */
  readonly found: readonly ScoredBox[];
}

/** Shares, 0 to 1; null where there is nothing to take a share of. */
export interface GroundingMetrics {
  /** Of the phrases with boxes: one of the k boxes with the highest scores overlaps any true box with IoU ≥ 0.5. */
  readonly recall1: number | null;
  readonly recall5: number | null;
  readonly recall10: number | null;
  /** At IoU 0.5, see averagePrecision; null without true boxes. */
  readonly ap50: number | null;
  /** Mean over IoU 0.50, 0.55, … 0.95. */
  readonly ap: number | null;
  /** Of the phrases without boxes: any box at or above the threshold. */
  readonly absent_fired: number | null;
  /** Of the phrases with boxes: no box at or above the threshold overlaps any true box with IoU ≥ 0.5. */
  readonly present_missed: number | null;
}

export interface GroundingEvaluation {
  readonly metrics: GroundingMetrics;
  /** Each from the records of its tag only, in alphabetical order. Records without a tag count in `metrics` alone. */
  readonly by_tag: Readonly<Record<string, GroundingMetrics>>;
}

const IOUS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const RECALL_STEPS = 100;
const MAX_DETECTIONS = 100;

/**
 * Recall@k as in the evaluation of Flickr30k Entities, COCO's average precision over phrases, and what a visitor sees at the
 * display threshold. The same numbers as `training/glip/metrics.py`.
 */
export function evaluateGrounding(records: readonly PhraseRecord[], threshold: number): GroundingEvaluation {
  const judged = records.map(judge);
  const tags = [...new Set(records.flatMap(({ tag }) => tag ?? []))].sort();
  // Without a prototype, "__proto__" is a tag like any other.
  const byTag = Object.create(null) as Record<string, GroundingMetrics>;
  for (const tag of tags) byTag[tag] = summarise(judged.filter((_, i) => records[i]!.tag === tag), threshold);
  return { metrics: summarise(judged, threshold), by_tag: byTag };
}

/** A record after its boxes were compared; the best `MAX_DETECTIONS`, by falling score. */
interface JudgedPhrase {
  readonly trueBoxes: number;
  /** Per detection at which of IOUS it is right. */
  readonly detections: readonly { readonly score: number; readonly right: readonly boolean[] }[];
  /** Index of the best detection on any true box; Infinity without one. */
  readonly firstOnTruth: number;
}

function judge({ truth, found }: PhraseRecord): JudgedPhrase {
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

function summarise(phrases: readonly JudgedPhrase[], threshold: number): GroundingMetrics {
  const present = phrases.filter(({ trueBoxes }) => trueBoxes > 0);
  const absent = phrases.filter(({ trueBoxes }) => trueBoxes === 0);
  const recall = (k: number) => share(present, ({ firstOnTruth }) => firstOnTruth < k);
  const shows = (detection?: { readonly score: number }) => detection !== undefined && detection.score >= threshold;
  const precisions = present.length > 0 ? averagePrecisions(phrases) : undefined;
  return {
    recall1: recall(1),
    recall5: recall(5),
    recall10: recall(10),
    ap50: precisions?.[0] ?? null,
    ap: precisions ? mean(precisions) : null,
    absent_fired: share(absent, ({ detections }) => shows(detections[0])),
    present_missed: share(present, ({ detections, firstOnTruth }) => !shows(detections[firstOnTruth])),
  };
}

/**
 * Average precision at each of IOUS. Phrases are the classes and a detection can only be right for its own phrase, but all
 * detections stand in one ranking by score, those of absent phrases included. Precision is interpolated at 101 recalls; equal
 * scores keep the order of the records.
 */
function averagePrecisions(phrases: readonly JudgedPhrase[]): number[] {
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
    while (next > 0 && points[next - 1]!.recall >= step / RECALL_STEPS - 1e-9) best = Math.max(best, points[--next]!.precision);
    sum += best;
  }
  return sum / (RECALL_STEPS + 1);
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean) => (items.length > 0 ? items.filter(holds).length / items.length : null);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
