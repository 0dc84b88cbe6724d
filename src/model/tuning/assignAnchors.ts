import { anchorAt, type AnchorLevel, type Corners } from '../network/anchors';
import { inclusiveIou } from '../postprocess/nms';

/** Anchors that each object considers on each level (official `MODEL.ATSS.TOPK`). */
const CANDIDATES = 9;
/** An anchor's centre must be further inside the object than this on every side. Pixels. */
const MARGIN = 0.01;

interface Candidate {
  /** Location over all levels, P3..P7 one after the other. */
  readonly location: number;
  readonly anchor: Corners;
  readonly overlap: number;
}

/**
 * Adaptive training sample selection (ATSS, arXiv 1912.02424; official `ATSSLossComputation.prepare_targets`): which locations learn
 * which object. Of the anchors nearest to an object's centre those belong to it that overlap it by more than is usual among them,
 * mean plus standard deviation.
 * @param boxes inclusive corners in pixels of the network's input
 * @returns per location the index of its object, -1 for the background
 */
export function assignAnchors(levels: readonly AnchorLevel[], boxes: readonly Readonly<Corners>[]): Int32Array {
  const locations = levels.reduce((sum, { width, height }) => sum + width * height, 0);
  const owner = new Int32Array(locations).fill(-1);
  const overlaps = new Float64Array(locations).fill(-Infinity);
  for (const [object, box] of boxes.entries()) {
    const candidates = nearestAnchors(levels, box);
    const usual = usualOverlap(candidates);
    for (const { location, anchor, overlap } of candidates) {
      // An anchor that several objects want goes to the one that it overlaps most.
      if (overlap < usual || !centreInside(anchor, box) || overlap <= overlaps[location]!) continue;
      owner[location] = object;
      overlaps[location] = overlap;
    }
  }
  return owner;
}

function nearestAnchors(levels: readonly AnchorLevel[], box: Readonly<Corners>): Candidate[] {
  const centre = centreOf(box);
  let begin = 0;
  return levels.flatMap((level) => {
    const anchors = Array.from({ length: level.width * level.height }, (_, i) => {
      const anchor = anchorAt(level, i);
      const { x, y } = centreOf(anchor);
      return { location: begin + i, anchor, distance: Math.hypot(x - centre.x, y - centre.y) };
    });
    begin += anchors.length;
    const nearest = anchors.sort((a, b) => a.distance - b.distance).slice(0, CANDIDATES);
    return nearest.map(({ location, anchor }) => ({ location, anchor, overlap: inclusiveIou(anchor, box) }));
  });
}

function usualOverlap(candidates: readonly Candidate[]): number {
  const mean = candidates.reduce((sum, { overlap }) => sum + overlap, 0) / candidates.length;
  const squares = candidates.reduce((sum, { overlap }) => sum + (overlap - mean) ** 2, 0);
  return mean + Math.sqrt(squares / (candidates.length - 1));
}

function centreInside(anchor: Readonly<Corners>, box: Readonly<Corners>): boolean {
  const { x, y } = centreOf(anchor);
  return Math.min(x - box[0], y - box[1], box[2] - x, box[3] - y) > MARGIN;
}

const centreOf = ([x0, y0, x1, y1]: Readonly<Corners>) => ({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 });
