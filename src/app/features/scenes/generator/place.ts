import type { Box } from '../../../../model';
import type { Random } from './random';
import type { Thing } from './things';
import { nounOf, type World } from './world';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A thing in its place. */
export interface Placed extends Thing {
  /** Extent in pixels of the scene; drawing makes it tight to the pixel. */
  readonly box: Box;
  /** Longer side over the scene's shorter side: what "small" and "large" go by. */
  readonly share: number;
  /** Turn in radians, clockwise. Only shapes are turned. */
  readonly angle: number;
}

const MARGIN = 10;
const GAP = 12;
const TRIES = 80;
/** Shares between which neither "small" nor "large" is said, by how many things there are. */
const USUAL = { few: [0.23, 0.29], several: [0.19, 0.26], many: [0.175, 0.22] } as const;
const SIZES = { small: [0.11, 0.145], large: [0.33, 0.4] } as const;
/** Shapes that are still themselves when turned a little. */
const TURNED = new Set(['star', 'heart', 'triangle', 'hexagon', 'cross', 'crescent']);

/**
 * Gives every thing a place of its own: nothing overlaps, nothing leaves the scene. Large things choose first; who finds
 * no place is left out, which happens to none of the themes at the sizes above.
 * @param scenery true where there is a sky above and a ground below.
 */
export function place(things: readonly Thing[], scene: Size, scenery: boolean, world: World, random: Random): Placed[] {
  const short = Math.min(scene.width, scene.height);
  const usual = USUAL[things.length <= 4 ? 'few' : things.length <= 5 ? 'several' : 'many'];
  // Equal things look equal.
  const shares = new Map<string, number>();
  const sized = things.map((thing) => {
    const key = `${thing.noun} ${thing.colour} ${thing.size}`;
    const [low, high] = thing.size ? SIZES[thing.size] : usual;
    const share = shares.get(key) ?? random.between(low, high);
    shares.set(key, share);
    return { thing, share };
  });
  const placed: Placed[] = [];
  for (const { thing, share } of sized.sort((a, b) => b.share - a.share)) {
    const angle = TURNED.has(thing.noun) && random.chance(0.5) ? random.between(-0.22, 0.22) : 0;
    const size = extent(thing, share * short, angle);
    const band = scenery
      ? nounOf(world, thing.noun).sky
        ? SKY
        : thing.look.kind === 'glyph'
          ? GROUND
          : ANYWHERE
      : ANYWHERE;
    const box = freePlace(size, scene, band, placed, random) ?? freePlace(size, scene, ANYWHERE, placed, random);
    if (box) placed.push({ ...thing, box, share, angle });
  }
  return placed;
}

/** Parts of the height in which the middle of a thing may lie. */
type Band = readonly [number, number];
const ANYWHERE: Band = [0, 1];
const SKY: Band = [0, 0.45];
const GROUND: Band = [0.42, 1];

/** A free place, mostly one with room around it. */
function freePlace(
  { width, height }: Size,
  scene: Size,
  [top, bottom]: Band,
  placed: readonly Placed[],
  random: Random,
): Box | undefined {
  const generous = random.whole(1, 9);
  let best: { box: Box; room: number } | undefined;
  for (let tries = 0, found = 0; tries < TRIES && found < generous; tries++) {
    const x = Math.round(random.between(MARGIN, scene.width - MARGIN - width));
    const y = Math.round(
      random.between(
        Math.max(MARGIN, top * scene.height - height / 2),
        Math.min(scene.height - MARGIN - height, bottom * scene.height - height / 2),
      ),
    );
    const box: Box = [x, y, x + width, y + height];
    const room = Math.min(Infinity, ...placed.map((other) => apart(box, other.box)));
    if (room < GAP) continue;
    found++;
    if (!best || room > best.room) best = { box, room };
  }
  return best?.box;
}

/** Pixels between two boxes; 0 where they touch or overlap. */
export function apart(a: Box, b: Box): number {
  return Math.hypot(Math.max(a[0] - b[2], b[0] - a[2], 0), Math.max(a[1] - b[3], b[1] - a[3], 0));
}

/** Width and height of a thing whose longer side is `side` before it is turned. Whole pixels. */
function extent({ look }: Thing, side: number, angle: number): Size {
  if (look.kind === 'glyph') {
    const scale = side / Math.max(look.glyph.width, look.glyph.height);
    return { width: Math.round(look.glyph.width * scale), height: Math.round(look.glyph.height * scale) };
  }
  const [x0, y0, x1, y1] = bounds(turned(look.shape.outline, angle));
  return { width: Math.round(((x1 - x0) * side) / 2), height: Math.round(((y1 - y0) * side) / 2) };
}

export type Outline = readonly (readonly [number, number])[];

/** The outline turned clockwise on a screen, where y points down. */
export function turned(outline: Outline, angle: number): Outline {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return outline.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos] as const);
}

export function bounds(outline: Outline): Box {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
