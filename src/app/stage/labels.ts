import type { Rect, Size } from './view';

/** Places the labels of boxes: each whole on the stage, near its box, and clear of the others as far as there is room. Pure. */

export const LABEL_HEIGHT = 22;
const GAP = 2;

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
  for (const request of requests) placed.push(placeLabel(request, stage, placed));
  return placed;
}

function placeLabel({ box, wordings }: LabelRequest, stage: Size, placed: readonly Rect[]): PlacedLabel {
  let best: PlacedLabel | undefined;
  let leastCovered = Infinity;
  const last = wordings.at(-1)!;
  for (const wording of wordings) {
    // A wording that is wider than the stage is only for want of a shorter one.
    if (wording.width > stage.width && wording !== last) continue;
    for (const { x, y } of places(box, wording.width)) {
      const rect = within({ x, y, width: Math.min(wording.width, stage.width), height: LABEL_HEIGHT }, stage);
      const covered = placed.reduce((sum, other) => sum + overlapArea(rect, other), 0);
      if (covered === 0) return { ...rect, text: wording.text };
      if (covered < leastCovered) [best, leastCovered] = [{ ...rect, text: wording.text }, covered];
    }
  }
  return best!;
}

/** On top of the box, below it, inside it; then stepwise down inside, for boxes that share a corner. */
function places(box: Rect, width: number): { x: number; y: number }[] {
  const [left, right] = [box.x - 1, box.x + box.width - width + 1];
  const [above, below] = [box.y - LABEL_HEIGHT, box.y + box.height];
  const corners = [left, right].flatMap((x) => [
    { x, y: above },
    { x, y: below },
  ]);
  const steps = Math.min(8, Math.floor(box.height / (LABEL_HEIGHT + GAP)));
  const inside = Array.from({ length: Math.max(1, steps) }, (_, step) => ({ x: left, y: box.y + step * (LABEL_HEIGHT + GAP) }));
  const stacked = [1, 2, 3].map((step) => ({ x: left, y: above - step * (LABEL_HEIGHT + GAP) }));
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
