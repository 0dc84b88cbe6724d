import type { CocoAnnotation, CocoBox, CocoResult } from './cocoFile';

/** COCO's matching of detections with the truth in one picture: `COCOeval.evaluateImg` of the reference evaluator. */

/** Square pixels, both ends included. */
export type AreaRange = readonly [least: number, most: number];

/** What stands in one picture of one category, or of all categories where they do not count. */
export interface CocoCell {
  readonly truth: readonly CocoAnnotation[];
  /** By falling score. */
  readonly results: readonly CocoResult[];
}

/** An ignored detection is neither right nor wrong. */
export type Verdict = 'right' | 'wrong' | 'ignored';

export interface JudgedCell {
  readonly scores: readonly number[];
  /** Per threshold, per detection. */
  readonly verdicts: readonly (readonly Verdict[])[];
  /** True boxes that are to be found. */
  readonly positives: number;
}

/** Compares the boxes of a cell once. @returns the judge for an area range, which has one row of verdicts per threshold. */
export function compareCell({ truth, results }: CocoCell, thresholds: readonly number[]): (range: AreaRange) => JudgedCell {
  const overlaps = results.map(({ bbox }) => truth.map((other) => overlap(bbox, other)));
  return (range) => {
    const ignored = truth.map(({ iscrowd, area }) => iscrowd || outside(area, range));
    // Ignored ones last: a detection falls back on them only where nothing else fits.
    const order = [...truth.keys()].sort((a, b) => Number(ignored[a]) - Number(ignored[b]));
    const outsiders = results.map(({ bbox: [, , width, height] }) => outside(width * height, range));
    const verdicts = thresholds.map((threshold) =>
      match(truth, overlaps, order, ignored, threshold).map((found, d): Verdict => {
        if (found !== undefined) return ignored[found] ? 'ignored' : 'right';
        return outsiders[d] ? 'ignored' : 'wrong';
      }),
    );
    return { scores: results.map(({ score }) => score), verdicts, positives: ignored.filter((is) => !is).length };
  };
}

/**
 * By falling score, each detection takes the free true box that it overlaps most, the last of equals; crowds are always free.
 * @returns per detection the index of what it took
 */
function match(
  truth: readonly CocoAnnotation[],
  overlaps: readonly (readonly number[])[],
  order: readonly number[],
  ignored: readonly boolean[],
  threshold: number,
): (number | undefined)[] {
  const taken = new Set<number>();
  return overlaps.map((row) => {
    let best: number | undefined;
    let most = threshold;
    for (const candidate of order) {
      if (taken.has(candidate) && !truth[candidate]!.iscrowd) continue;
      if (best !== undefined && !ignored[best] && ignored[candidate]) break;
      if (row[candidate]! < most) continue;
      best = candidate;
      most = row[candidate]!;
    }
    if (best !== undefined) taken.add(best);
    return best;
  });
}

const outside = (area: number, [least, most]: AreaRange) => area < least || area > most;

/**
 * Intersection over union; with a crowd, over the detection alone. From widths and not from corners, as the reference computes it:
 * a rounding more would tip boxes over a threshold.
 */
function overlap([x, y, width, height]: CocoBox, { bbox, iscrowd }: CocoAnnotation): number {
  const w = Math.min(x + width, bbox[0] + bbox[2]) - Math.max(x, bbox[0]);
  const h = Math.min(y + height, bbox[1] + bbox[3]) - Math.max(y, bbox[1]);
  if (w <= 0 || h <= 0) return 0;
  const shared = w * h;
  const area = width * height;
  return shared / (iscrowd ? area : area + bbox[2] * bbox[3] - shared);
}
