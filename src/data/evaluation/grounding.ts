import { averagePrecisions, judgePhrase, meanOf, type Box, type JudgedPhrase, type ScoredBox } from '../../model';

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

/**
 * Recall@k as in the evaluation of Flickr30k Entities, COCO's average precision over phrases, and what a visitor sees at the
 * display threshold. The same numbers as `training/glip/metrics.py`.
 */
export function evaluateGrounding(records: readonly PhraseRecord[], threshold: number): GroundingEvaluation {
  const judged = records.map(judgePhrase);
  const tags = [...new Set(records.flatMap(({ tag }) => tag ?? []))].sort();
  // Without a prototype, "__proto__" is a tag like any other.
  const byTag = Object.create(null) as Record<string, GroundingMetrics>;
  for (const tag of tags)
    byTag[tag] = summarise(
      judged.filter((_, i) => records[i]!.tag === tag),
      threshold,
    );
  return { metrics: summarise(judged, threshold), by_tag: byTag };
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
    ap: precisions ? meanOf(precisions) : null,
    absent_fired: share(absent, ({ detections }) => shows(detections[0])),
    present_missed: share(present, ({ detections, firstOnTruth }) => !shows(detections[firstOnTruth])),
  };
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean) =>
  items.length > 0 ? items.filter(holds).length / items.length : null;
