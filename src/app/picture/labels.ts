import type { Rect, Size } from './view';

/** Places the labels of boxes: each whole on the stage, near its box, and clear of the others as far as there is room. Pure. */

export const LABEL_HEIGHT = 22;
const GAP = 2;
/** Beyond this many there is no free place to find, and looking for one would slow the slider down. */
const FULL_LABELS = 60;

export interface LabelRequest {
  /** The box on the screen, cut to the stage. */
  readonly box: Rect;
  /** Wordings from the fullest to the shortest, with their widths in screen pixels. */
  readonly wordings: readonly { readonly text: string; readonly width: number }[];
}

export interface PlacedLabel extends Rect {
  readonly text: string;
}

/** One label a request, in the same order. Earlier requests choose first, so give the best detections first. */
export function placeLabels(requests: readonly LabelRequest[], stage: Size): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  requests.forEach(({ box, wordings }, at) => {
    const hasRoom = at < FULL_LABELS;
    placed.push(placeLabel(hasRoom ? wordings : wordings.slice(-1), places(box, hasRoom), stage, placed));
  });
  return placed;
}

function placeLabel(
  wordings: LabelRequest['wordings'],
  candidates: readonly Place[],
  stage: Size,
  placed: readonly Rect[],
): PlacedLabel {
  let best: PlacedLabel | undefined;
  let leastCovered = Infinity;
  const last = wordings.at(-1)!;
  for (const wording of wordings) {
    // A wording that is wider than the stage is only for want of a shorter one.
    if (wording.width > stage.width && wording !== last) continue;
    for (const { left, right, y } of candidates) {
      const x = left ?? right! - wording.width;
      const rect = within({ x, y, width: Math.min(wording.width, stage.width), height: LABEL_HEIGHT }, stage);
      const covered = placed.reduce((sum, other) => sum + overlapArea(rect, other), 0);
      if (covered === 0) return { ...rect, text: wording.text };
      if (covered < leastCovered) [best, leastCovered] = [{ ...rect, text: wording.text }, covered];
    }
  }
  return best!;
}

/** Where a label could be: its top, and its left or its right end. */
interface Place {
  readonly left?: number;
  readonly right?: number;
  readonly y: number;
}

/** On top of the box and below it; with `all` also stepwise down inside and further up, for boxes that share a corner. */
function places(box: Rect, all: boolean): Place[] {
  const [left, right] = [box.x - 1, box.x + box.width + 1];
  const [above, below] = [box.y - LABEL_HEIGHT, box.y + box.height];
  const corners = [{ left }, { right }].flatMap((side) => [
    { ...side, y: above },
    { ...side, y: below },
  ]);
  if (!all) return corners;
  const step = LABEL_HEIGHT + GAP;
  const steps = Math.max(1, Math.min(8, Math.floor(box.height / step)));
  const inside = Array.from({ length: steps }, (_, at) => ({ left, y: box.y + at * step }));
  const stacked = [1, 2, 3].map((at) => ({ left, y: above - at * step }));
  return [...corners, ...inside, ...stacked];
}

const within = (rect: Rect, stage: Size): Rect => ({
  ...rect,
  x: Math.max(0, Math.min(rect.x, stage.width - rect.width)),
  y: Math.max(0, Math.min(rect.y, stage.height - rect.height)),
});

export function overlapArea(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
