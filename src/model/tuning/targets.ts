import { anchorAt, type AnchorLevel, type Corners } from '../network/anchors';
import { decodeBox, encodeBox } from '../network/boxCoder';
import { assignAnchors } from './assignAnchors';

/** Something in a picture, and the words of the prompt that name it. */
export interface GroundedObject {
  /** Inclusive corners in pixels of the network's input. */
  readonly box: Readonly<Corners>;
  /** Positions in the prompt's token sequence, [CLS] is 0. */
  readonly tokens: readonly number[];
}

/** What the head should predict in one picture, for all locations of P3..P7 in one sequence. Rows of the background are 0. */
export interface GroundingTargets {
  /** Per location its object's row of the positive map, [locations · tokens]. */
  readonly alignment: Float32Array;
  /** Box codes, [locations · 4]. */
  readonly boxes: Float32Array;
  /** How central the location is in its object, 0..1, [locations]. 0 for the background only. */
  readonly centerness: Float32Array;
  /** Of every location, the background included, [locations · 4]. */
  readonly anchors: Float32Array;
  /** How many locations have an object. */
  readonly positives: number;
}

/**
 * How an object's tokens are taught. Officially they share its one, so that a phrase of many tokens can never score as high as a
 * short one; glip-micro is taught one for each of them.
 */
export type TokenTeaching = 'shared' | 'whole';

/** @param tokens length of the token sequence */
export function groundingTargets(
  levels: readonly AnchorLevel[],
  objects: readonly GroundedObject[],
  tokens: number,
  teaching: TokenTeaching,
): GroundingTargets {
  const rows = objects.map((object) => positiveRow(object.tokens, tokens, teaching));
  const owners = assignAnchors(
    levels,
    objects.map(({ box }) => box),
  );
  const alignment = new Float32Array(owners.length * tokens);
  const boxes = new Float32Array(owners.length * 4);
  const centerness = new Float32Array(owners.length);
  const anchors = new Float32Array(owners.length * 4);
  let location = 0;
  for (const level of levels) {
    for (let i = 0; i < level.width * level.height; i++, location++) {
      const anchor = anchorAt(level, i);
      anchors.set(anchor, 4 * location);
      const owner = owners[location]!;
      if (owner < 0) continue;
      const code = encodeBox(objects[owner]!.box, anchor);
      alignment.set(rows[owner]!, tokens * location);
      boxes.set(code, 4 * location);
      centerness[location] = centrality(decodeBox(code, anchor), anchor);
    }
  }
  return { alignment, boxes, centerness, anchors, positives: owners.filter((owner) => owner >= 0).length };
}

/**
 * A row of the positive map. (The official code gives the background a one in the last of its 256 columns, which its text mask drops
 * unless the prompt is full; that is not taken over.)
 */
function positiveRow(named: readonly number[], tokens: number, teaching: TokenTeaching): Float32Array {
  const row = new Float32Array(tokens);
  for (const token of named) row[token] = teaching === 'whole' ? 1 : 1 / (named.length + 1e-6);
  return row;
}

/** FCOS's centerness: 1 where the anchor's centre is the box's, less towards its sides. */
function centrality([x0, y0, x1, y1]: Readonly<Corners>, anchor: Readonly<Corners>): number {
  const [x, y] = [(anchor[0] + anchor[2]) / 2, (anchor[1] + anchor[3]) / 2];
  const balance = (a: number, b: number) => Math.min(a, b) / Math.max(a, b);
  return Math.sqrt(balance(x - x0, x1 - x) * balance(y - y0, y1 - y));
}
