import { describe, expect, it } from 'vitest';
import { KNOWN_THINGS, NOVEL_THINGS } from './novelThings';
import { lessonPicture } from './pictures';

describe('pictures of the teaching experiment', () => {
  it('are the same for the same seed, and others for another', async () => {
    const [first, again, other] = await Promise.all([7, 7, 8].map((seed) => lessonPicture(NOVEL_THINGS[0]!, seed)));
    expect(again).toEqual(first);
    expect(other!.boxes).not.toEqual(first!.boxes);
  });

  it.each([...NOVEL_THINGS, ...KNOWN_THINGS])('the $looks fills its box from side to side', async (thing) => {
    const { pixels, boxes } = await lessonPicture(thing, 3);
    const ground = pixelAt(0, 0);
    for (const [x0, y0, x1, y1] of boxes) {
      const inked = (xs: readonly number[], ys: readonly number[]) =>
        xs.some((x) => ys.some((y) => pixelAt(x, y) !== ground));
      const [xs, ys] = [range(x0, x1), range(y0, y1)];
      expect([inked([x0 + 1], ys), inked([x1 - 2], ys), inked(xs, [y0 + 1]), inked(xs, [y1 - 2])]).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect([inked([x0 - 2], ys), inked([x1 + 1], ys), inked(xs, [y0 - 2]), inked(xs, [y1 + 1])]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    }

    function pixelAt(x: number, y: number): string {
      const at = 4 * (y * pixels.width + x);
      return pixels.data.slice(at, at + 3).join();
    }
  });
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
