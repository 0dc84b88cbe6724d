import type { CocoAnnotation, CocoBox, CocoResult } from '../datasets/cocoFile';

/** COCO's matching of detections with the truth in one picture: `COCOeval.evaluateImg` of the reference evaluator. */

/** Square pixels, both ends included. */
export type AreaRange = readonly [least: number, most: number];

/** What stands in one picture of one category, or of all categories where they do not count. */
export interface CocoCell {
  readonly truth: readonly CocoAnnotation[];
  /** By falling score. */
  readonly results: readonly CocoResult[];
}

/** An ignored detection is neither right nor wrong. Numbers, because there are millions of them. */
export const VERDICT = { wrong: 0, right: 1, ignored: 2 } as const;

/**
 * Judges the detections of a cell where only objects of some area are to be found.
 * @param verdicts filled: per detection, per threshold
 * @returns how many objects there are to be found
 */
export type Judge = (range: AreaRange, verdicts: Uint8Array) => number;

/** Compares the boxes of a cell once, for any number of judgements. @param thresholds of the IoU */
export function compareCell({ truth, results }: CocoCell, thresholds: readonly number[]): Judge {
  const overlaps = Float64Array.from(results.flatMap(({ bbox }) => truth.map((other) => overlap(bbox, other))));
  return (range, verdicts) => {
    const ignored = truth.map(({ iscrowd, area }) => iscrowd || outside(area, range));
    // Ignored ones last: a detection falls back on them only where nothing else fits.
    const order = [...truth.keys()].sort((a, b) => Number(ignored[a]) - Number(ignored[b]));
    const stray = results.map(({ bbox: [, , width, height] }) =>
      outside(width * height, range) ? VERDICT.ignored : VERDICT.wrong,
    );
    for (const [t, threshold] of thresholds.entries()) {
      const taken = new Uint8Array(truth.length);
      for (let d = 0; d < results.length; d++) {
        const found = take(d * truth.length, threshold, taken);
        verdicts[d * thresholds.length + t] = found < 0 ? stray[d]! : ignored[found] ? VERDICT.ignored : VERDICT.right;
      }
    }
    return ignored.filter((is) => !is).length;

    /** A detection takes the free true box that it overlaps most, the last of equals; crowds are always free. -1 without one. */
    function take(row: number, threshold: number, taken: Uint8Array): number {
      let best = -1;
      let most = threshold;
      for (const candidate of order) {
        if (taken[candidate] && !truth[candidate]!.iscrowd) continue;
        if (best >= 0 && !ignored[best] && ignored[candidate]) break;
        if (overlaps[row + candidate]! < most) continue;
        best = candidate;
        most = overlaps[row + candidate]!;
      }
      if (best >= 0) taken[best] = 1;
      return best;
    }
  };
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
