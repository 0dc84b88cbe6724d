import type { CocoBox } from './cocoFile';

/**
 * The box around an outline of a COCO file, `segmentation`: polygons, or a run-length encoding with its counts as a list or compressed to
 * a text. The counts run down the columns, beginning with what is outside, as in `rleToBbox` of the reference.
 * @returns undefined where there is none.
 */
export function boxOfOutline(segmentation: unknown): CocoBox | undefined {
  if (Array.isArray(segmentation)) {
    const numbers: unknown[] = segmentation.flat();
    return numbers.length >= 4 && numbers.every(isFiniteNumber) ? boxOfPoints(numbers) : undefined;
  }
  if (typeof segmentation !== 'object' || segmentation === null) return undefined;
  const { counts, size } = segmentation as { readonly counts?: unknown; readonly size?: unknown };
  const height: unknown = Array.isArray(size) ? size[0] : undefined;
  if (!isFiniteNumber(height) || height < 1) return undefined;
  const runs: unknown = typeof counts === 'string' ? decompressCounts(counts) : counts;
  return Array.isArray(runs) && runs.every(isFiniteNumber) ? boxOfRuns(runs, height) : undefined;
}

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** @param numbers x and y in turn. @returns the smallest box around the points: left, top, width, height. */
export function boxOfPoints(numbers: readonly number[]): CocoBox {
  const side = (parity: number) => {
    const values = numbers.filter((_, i) => i % 2 === parity);
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    return [least, values.reduce((a, b) => Math.max(a, b), -Infinity) - least] as const;
  };
  const [x, width] = side(0);
  const [y, height] = side(1);
  return [x, y, width, height];
}

function boxOfRuns(counts: readonly number[], height: number): CocoBox | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  let begin = 0;
  for (const [i, count] of counts.entries()) {
    if (i % 2 === 1 && count > 0) {
      const last = begin + count - 1;
      const [first, final] = [Math.floor(begin / height), Math.floor(last / height)];
      // A run that goes on in the next column fills that one from the top, and this one to the bottom.
      const [from, to] = first === final ? [begin % height, last % height] : [0, height - 1];
      left = Math.min(left, first);
      right = Math.max(right, final + 1);
      top = Math.min(top, from);
      bottom = Math.max(bottom, to + 1);
    }
    begin += count;
  }
  return right > left ? [left, top, right - left, bottom - top] : undefined;
}

/** `rleFrString` of the reference: five bits a character, the sixth says that more follow; from the third on, differences. */
function decompressCounts(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let shift = 0;
    let bits: number;
    do {
      bits = text.charCodeAt(at++) - 48;
      value += (bits & 0x1f) * 2 ** shift;
      shift += 5;
    } while (bits & 0x20 && at < text.length);
    if (bits & 0x10) value -= 2 ** shift;
    counts.push(value + (counts.length > 2 ? (counts.at(-2) ?? 0) : 0));
  }
  return counts;
}
