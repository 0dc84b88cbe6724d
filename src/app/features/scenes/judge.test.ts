import { describe, expect, it } from 'vitest';
import type { Box, Detection, Phrase } from '../../../model/types';
import { judge, verdict } from './judge';

const caption = 'Two cats, a dog and a kite.';
const [left, right, dog]: Box[] = [
  [0, 0, 10, 10],
  [20, 0, 30, 10],
  [40, 0, 50, 10],
];
const truths = [
  { start: 0, end: 8, boxes: [left!, right!] },
  { start: 12, end: 15, boxes: [dog!] },
  { start: 22, end: 26, boxes: [] },
];
// As read, with an article where the scene has none.
const phrases = [
  [0, 8],
  [10, 15],
  [22, 26],
].map(([start, end]): Phrase => ({ start: start!, end: end!, text: caption.slice(start, end), origin: 'noun-phrase' }));
const found = (...detections: readonly (readonly [number, Box, number])[]) => ({
  parsed: { kind: 'caption' as const, phrases },
  detections: detections.map(([phrase, box, score]): Detection => ({ phrase, box, score })),
});
const told = (run: ReturnType<typeof found>, threshold = 0.5) => verdict(judge(caption, truths, run, threshold));

const all = [
  [0, left!, 0.9],
  [0, right!, 0.8],
  [1, dog!, 0.7],
] as const;

describe('the verdict', () => {
  it('is right where what is shown is what is there', () => {
    expect(told(found(...all))).toBe('3 of 3 phrases right');
    expect(told(found(...all, [2, dog!, 0.4]))).toBe('3 of 3 phrases right');
  });

  it('follows the threshold', () => {
    expect(told(found(...all), 0.75)).toBe('2 of 3 phrases right; “dog”: not found');
    expect(told(found(...all), 0.95)).toBe('1 of 3 phrases right; “Two cats”: 0 of 2 found; “dog”: not found');
  });

  it('says what is missing and what is too much', () => {
    expect(told(found([0, left!, 0.9], [0, dog!, 0.9], [1, dog!, 0.9], [2, dog!, 0.9]))).toBe(
      '1 of 3 phrases right; “Two cats”: 1 of 2 found, a box too many; “kite”: shown, but not there',
    );
    // One box does not serve for two things, nor two boxes for one.
    expect(told(found(...all, [1, [40, 0, 50, 11], 0.6]))).toBe('2 of 3 phrases right; “dog”: a box too many');
  });

  it('wants half of what both boxes cover together', () => {
    const [enough, little]: Box[] = [
      [40, 0, 50, 20],
      [40, 0, 50, 20.1],
    ];
    expect(judge(caption, truths, found([1, enough!, 0.9]), 0.5)[1]!.right).toBe(true);
    expect(judge(caption, truths, found([1, little!, 0.9]), 0.5)[1]!.right).toBe(false);
  });

  it('finds nothing where the page read no phrase', () => {
    const run = {
      parsed: { kind: 'caption' as const, phrases: phrases.slice(0, 1) },
      detections: found(...all.slice(0, 2)).detections,
    };
    expect(judge(caption, truths, run, 0.5).map(({ phrase, right }) => [phrase, right])).toEqual([
      [0, true],
      [undefined, false],
      [undefined, true],
    ]);
  });
});
