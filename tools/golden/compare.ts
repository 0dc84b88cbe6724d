import type { GoldenFile } from './reference';

/** A result of ours in our layout: tokens [n, channels] or a map [h, w, channels], without a batch axis. */
export interface OurTensor {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * Largest absolute difference between a result of ours and item `batch` of a golden tensor, which is [N, channels, h, w] or
 * [N, rows, channels]. Golden rows beyond ours (text padding) are not compared. @returns undefined if there is no golden.
 */
export function largestError(ours: OurTensor, golden: GoldenFile, name: string, batch: number): number | undefined {
  const points = golden.points(name);
  if (!points) return undefined;
  const place = placeInOurs(ours.shape, points.shape, batch);
  let worst = 0;
  let k = 0;
  for (const index of points.indices) {
    const at = place(index);
    if (at !== undefined) {
      const difference = Math.abs(ours.values[at]! - points.value(k, index));
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    }
    k++;
  }
  return worst;
}

/** Flat golden index -> flat index in ours; undefined for other batch items and padding rows. */
function placeInOurs(
  ours: readonly number[],
  golden: readonly number[],
  batch: number,
): (index: number) => number | undefined {
  const itemSize = golden.slice(1).reduce((a, b) => a * b, 1);
  const within = (index: number) => (Math.floor(index / itemSize) === batch ? index % itemSize : undefined);
  if (golden.length === 4) {
    const [, channels, h, w] = golden as [number, number, number, number];
    // Tokens of a map may come flat, as [h·w, channels].
    if (ours.reduce((a, b) => a * b, 1) !== itemSize)
      throw new Error(`Shape [${ours.join()}] against golden [${golden.join()}].`);
    return (index) => {
      const i = within(index);
      return i === undefined ? undefined : (i % (h * w)) * channels + Math.floor(i / (h * w));
    };
  }
  const channels = golden[2]!;
  if (ours[1] !== channels && golden.length === 3) {
    // Alignments: our tokens are fewer than the padded golden ones, or padded to a longer bucket.
    return (index) => {
      const i = within(index);
      if (i === undefined) return undefined;
      const column = i % channels;
      return column < ours[1]! ? Math.floor(i / channels) * ours[1]! + column : undefined;
    };
  }
  return (index) => {
    const i = within(index);
    return i === undefined || i >= ours[0]! * channels ? undefined : i;
  };
}

export interface ScoredBox {
  readonly box: readonly number[];
  readonly score: number;
  readonly label: number;
}

/** How many golden detections have one of ours of the same label within the tolerances; each of ours serves once. */
export function matchDetections(
  ours: readonly ScoredBox[],
  golden: readonly ScoredBox[],
  boxTolerance: number,
  scoreTolerance: number,
): number {
  const free = new Set(ours);
  let matched = 0;
  for (const wanted of golden) {
    const distance = (d: ScoredBox) => Math.max(...wanted.box.map((value, i) => Math.abs(value - d.box[i]!)));
    const partner = [...free]
      .filter(
        (d) =>
          d.label === wanted.label && Math.abs(d.score - wanted.score) <= scoreTolerance && distance(d) <= boxTolerance,
      )
      .sort((a, b) => distance(a) - distance(b))[0];
    if (!partner) continue;
    free.delete(partner);
    matched++;
  }
  return matched;
}
