import { boxIou, type Box, type GroundResult, type Span } from '../../../model';
import type { TruePhrase } from '../../state/state';

/** How a run compares with what is really in a made scene. Pure. */

/** What counts as found: the boxes share at least half of what they cover together. */
const FOUND = 0.5;

export interface Judged {
  readonly truth: TruePhrase;
  readonly text: string;
  /** Index of the phrase as the page read it; undefined where it did not read one there. */
  readonly phrase: number | undefined;
  /** True boxes that are shown, and shown boxes that are not true. */
  readonly found: number;
  readonly surplus: number;
  /** What is shown is what is there: no box less, no box more. */
  readonly right: boolean;
}

/** One verdict a true phrase. @param threshold boxes with a lower score are not shown. */
export function judge(
  caption: string,
  truths: readonly TruePhrase[],
  { parsed, detections }: Pick<GroundResult, 'parsed' | 'detections'>,
  threshold: number,
): Judged[] {
  return truths.map((truth) => {
    const phrase = closest(parsed.phrases, truth);
    const shown = detections
      .filter((detection) => detection.phrase === phrase && detection.score >= threshold)
      .map(({ box }) => box);
    const found = pairs(truth.boxes, shown);
    const surplus = shown.length - found;
    return {
      truth,
      text: caption.slice(truth.start, truth.end),
      phrase,
      found,
      surplus,
      right: found === truth.boxes.length && surplus === 0,
    };
  });
}

/** The phrase that has most of the span. */
function closest(phrases: readonly Span[], { start, end }: Span): number | undefined {
  const shared = phrases.map((phrase) => Math.min(phrase.end, end) - Math.max(phrase.start, start));
  const most = Math.max(0, ...shared);
  return most > 0 ? shared.indexOf(most) : undefined;
}

/** True and shown boxes that belong together; each serves once, the best fit first. */
function pairs(truths: readonly Box[], shown: readonly Box[]): number {
  const fits = truths
    .flatMap((truth) => shown.map((box) => ({ truth, box, overlap: boxIou(truth, box) })))
    .filter(({ overlap }) => overlap >= FOUND)
    .sort((a, b) => b.overlap - a.overlap);
  const used = new Set<Box>();
  let count = 0;
  for (const { truth, box } of fits) {
    if (used.has(truth) || used.has(box)) continue;
    used.add(truth).add(box);
    count++;
  }
  return count;
}

/** The verdicts in words: "4 of 5 phrases right; “two cats”: 1 of 2 found". */
export function verdict(judged: readonly Judged[]): string {
  const right = judged.filter((one) => one.right).length;
  const wrong = judged.filter((one) => !one.right).map((one) => `“${one.text}”: ${fault(one)}`);
  return [`${right} of ${judged.length} phrases right`, ...wrong].join('; ');
}

function fault({ truth, found, surplus }: Judged): string {
  if (truth.boxes.length === 0) return 'shown, but not there';
  const missed =
    truth.boxes.length > found && (truth.boxes.length === 1 ? 'not found' : `${found} of ${truth.boxes.length} found`);
  const extra = surplus > 0 && (surplus === 1 ? 'a box too many' : `${surplus} boxes too many`);
  return [missed, extra].filter(Boolean).join(', ');
}
