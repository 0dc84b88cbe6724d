import { anchorLevels, type Corners } from '../../src/model/network/anchors';
import { groundingTargets, type GroundedObject, type GroundingTargets } from '../../src/model/tuning/targets';
import { openGolden } from '../../tools/golden/directory';
import { GOLDENS, TINY } from './tiny';

/** The golden losses: true objects of the two pictures of run tiny_batch, and what the official code makes of them. */

export const losses = openGolden(GOLDENS, 'tiny_losses');
export const BATCH = [0, 1] as const;
export const GRIDS = [
  [12, 20],
  [6, 10],
  [3, 5],
  [2, 3],
  [1, 2],
] as const;
export const LEVELS = anchorLevels(TINY.anchors, GRIDS);
/** Length of the padded prompt. */
export const TOKENS = 256;

/** Item `i` of values that lie one behind the other. */
export const chunk = <T extends Float32Array | Int32Array>(values: T, size: number, i: number) =>
  values.slice(i * size, (i + 1) * size) as T;

export function boxesOf(b: number): Corners[] {
  const { shape, values } = losses.get(`gt${b}.boxes`);
  return Array.from({ length: shape[0]! }, (_, i) => [...chunk(values, 4, i)] as Corners);
}

/** The true objects of a picture; their rows of the positive map stand behind those of the picture before. */
function objectsOf(b: number): GroundedObject[] {
  const first = b === 0 ? 0 : boxesOf(0).length;
  const { values } = losses.get('positive_map');
  return boxesOf(b).map((box, i) => ({
    box,
    tokens: [...chunk(values, TOKENS, first + i).entries()].flatMap(([token, share]) => (share > 0 ? [token] : [])),
  }));
}

export const targetsOf = (b: number, tokens = TOKENS): GroundingTargets =>
  groundingTargets(LEVELS, objectsOf(b), tokens, 'shared');
export const textMask = (b: number): Int32Array => Int32Array.from(chunk(losses.get('text_masks').values, TOKENS, b));
