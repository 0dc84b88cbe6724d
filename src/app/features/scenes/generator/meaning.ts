import type { Box } from '../../../../model';
import { apart, type Placed, type Size } from './place';
import { fillOf } from './things';
import { nounOf, type Fill, type World } from './world';

/** What words mean in a scene, by the rules that the model was trained on (training/scenes/meaning.py). */

/** A longer side below the one share of the scene's shorter side is small to every reader, above the other large. */
export const SMALL = 0.17;
export const LARGE = 0.3;

/** What a phrase says of the things it is about: a noun or a category, and more. */
export interface Description {
  readonly noun?: string;
  readonly category?: string;
  readonly colour?: string | undefined;
  readonly fill?: Fill | undefined;
  readonly size?: 'small' | 'large' | undefined;
}

/** True, false, or undefined where readers would differ. */
export type Verdict = boolean | undefined;

export function covers(world: World, { noun, category, colour, fill, size }: Description, thing: Placed): Verdict {
  if (noun !== undefined && thing.noun !== noun)
    return nounOf(world, noun).alike.includes(thing.noun) ? undefined : false;
  if (category !== undefined && thing.category !== category) {
    const { doubtful } = world.categories.find((other) => other.noun === category)!;
    return doubtful.includes(thing.category) ? undefined : false;
  }
  if (fill !== undefined && fillOf(thing) !== fill) return false;
  if (size !== undefined && sizeOf(thing) !== size) return sizeOf(thing) === undefined ? undefined : false;
  // A thing of several colours has none that could be denied.
  if (colour !== undefined && thing.colour !== colour) return thing.colour === undefined ? undefined : false;
  return true;
}

/** The things that are meant, none of them where nothing fits; undefined where that is not certain. */
export function find(world: World, description: Description, things: readonly Placed[]): readonly Placed[] | undefined {
  const verdicts = things.map((thing) => covers(world, description, thing));
  return verdicts.includes(undefined) ? undefined : things.filter((_, at) => verdicts[at]);
}

export const sizeOf = ({ share }: Placed) => (share < SMALL ? 'small' : share > LARGE ? 'large' : undefined);

export const RELATIONS = ['left', 'right', 'above', 'below', 'near'] as const;
export type Relation = (typeof RELATIONS)[number];

/** Whether a box is clearly so placed in relation to another. */
export function related(relation: Relation, box: Box, other: Box, { width, height }: Size): Verdict {
  if (relation === 'near') {
    const gap = apart(box, other) / Math.min(width, height);
    return gap < 0.13 ? true : gap > 0.3 ? false : undefined;
  }
  const [dx, dy] = [centre(other)[0] - centre(box)[0], centre(other)[1] - centre(box)[1]];
  const sideways = relation === 'left' || relation === 'right';
  const along = { left: dx, right: -dx, above: dy, below: -dy }[relation];
  const across = Math.abs(sideways ? dy : dx);
  const side = sideways ? width : height;
  if (along > 0.12 * side && along > 0.6 * across) return true;
  return along < -0.02 * side ? false : undefined;
}

export const SUPERLATIVES = ['largest', 'smallest', 'leftmost', 'rightmost', 'topmost', 'lowest'] as const;
export type Superlative = (typeof SUPERLATIVES)[number];

/** The one that is clearly the largest, leftmost, …; undefined where none is. */
export function extreme(kind: Superlative, things: readonly Placed[], { width, height }: Size): Placed | undefined {
  const value = {
    largest: ({ share }: Placed) => -Math.log(share),
    smallest: ({ share }: Placed) => Math.log(share),
    leftmost: ({ box }: Placed) => centre(box)[0] / width,
    rightmost: ({ box }: Placed) => -centre(box)[0] / width,
    topmost: ({ box }: Placed) => centre(box)[1] / height,
    lowest: ({ box }: Placed) => -centre(box)[1] / height,
  }[kind];
  const [first, second] = [...things].sort((a, b) => value(a) - value(b));
  const clear = kind === 'largest' || kind === 'smallest' ? Math.log(1.35) : 0.12;
  return first && second && value(second) - value(first) > clear ? first : undefined;
}

const centre = ([x0, y0, x1, y1]: Box): readonly [number, number] => [(x0 + x1) / 2, (y0 + y1) / 2];
