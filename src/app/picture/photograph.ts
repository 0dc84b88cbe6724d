import type { Pixels } from '../../model';

/**
 * Whether a picture's pixels are like those of a photograph. A guess, and a cautious one: drawings are mostly flat, with steps
 * between their areas; in a photograph hardly any two neighbours are alike, and most differ by little. Pure.
 */

/** Longer side at which the statistics are taken: grain is gone there, texture is not. Pixels. */
export const LOOKED_AT = 160;

/** Mean difference over red, green and blue of 255: up to the first, neighbours are alike; above the second there is an edge. */
const ALIKE = 2;
const EDGE = 24;
/** Measured on drawn pictures: 0.55 to 0.9 alike, up to 0.25 between; on photographs: below 0.3, and above 0.4. */
const MOST_ALIKE = 0.42;
const LEAST_BETWEEN = 0.3;
/** Fewer pixels say nothing. */
const FEWEST = 1000;

/** @param pixels scaled to LOOKED_AT, or smaller. */
export function looksLikePhotograph({ data, width, height }: Pixels): boolean {
  const count = (width - 1) * (height - 1);
  if (count < FEWEST) return false;
  let alike = 0;
  let between = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const at = 4 * (y * width + x);
      const step = Math.max(difference(data, at, at + 4), difference(data, at, at + 4 * width));
      if (step <= ALIKE) alike++;
      else if (step <= EDGE) between++;
    }
  }
  return alike / count < MOST_ALIKE && between / count > LEAST_BETWEEN;
}

const difference = (data: Pixels['data'], a: number, b: number) =>
  (Math.abs(data[a]! - data[b]!) + Math.abs(data[a + 1]! - data[b + 1]!) + Math.abs(data[a + 2]! - data[b + 2]!)) / 3;
