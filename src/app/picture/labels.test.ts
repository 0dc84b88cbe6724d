import { describe, expect, it } from 'vitest';
import { LABEL_HEIGHT, overlapArea, placeLabels, type LabelRequest, type PlacedLabel } from './labels';
import { formatScore, labelRequest } from './labelText';

const stage = { width: 800, height: 600 };
const request = (x: number, y: number, width: number, height: number, text = 'a red car'): LabelRequest =>
  labelRequest({ x, y, width, height }, 1, text, 0.83, (words) => words.length * 7);

const inside = ({ x, y, width, height }: PlacedLabel) =>
  x >= 0 && y >= 0 && x + width <= stage.width && y + height <= stage.height;

describe('placeLabels', () => {
  it('puts a lone label on top of its box', () => {
    expect(placeLabels([request(100, 200, 150, 90)], stage)).toEqual([
      { x: 99, y: 200 - LABEL_HEIGHT, width: 7 * 16 + 14, height: LABEL_HEIGHT, text: '1 a red car 0.83' },
    ]);
  });

  it.each([
    ['top left', request(0, 0, 50, 50)],
    ['top right', request(770, 0, 30, 30)],
    ['bottom right', request(780, 580, 20, 20)],
    ['all of the stage', request(0, 0, 800, 600)],
    ['a long phrase', request(700, 300, 60, 20, 'a very very long phrase about a thing')],
  ])('never clips one: %s', (_, only) => {
    expect(placeLabels([only], stage).every(inside)).toBe(true);
  });

  it('keeps labels of boxes in the same place apart', () => {
    const placed = placeLabels(
      Array.from({ length: 6 }, () => request(300, 250, 200, 160)),
      stage,
    );
    expect(placed.every(inside)).toBe(true);
    placed.forEach((label, at) => placed.slice(at + 1).forEach((other) => expect(overlapArea(label, other)).toBe(0)));
  });

  it('falls back to shorter words where room is short, and never fails', () => {
    const narrow = { width: 90, height: 120 };
    const placed = placeLabels(
      Array.from({ length: 40 }, (_, at) => request(at % 9, at, 60, 60)),
      narrow,
    );
    expect(placed).toHaveLength(40);
    expect(placed.every(({ x, y, width, height }) => x >= 0 && y >= 0 && x + width <= 90 && y + height <= 120)).toBe(
      true,
    );
    expect(placed[0]!.text).toBe('1 · 0.83');
  });
});

it('shortens long phrases and never rounds up to certainty', () => {
  const { wordings } = request(0, 0, 9, 9, 'a woman in a long blue dress holding an umbrella');
  expect(wordings.map(({ text }) => text)).toEqual(['1 a woman in a long blue dres… 0.83', '1 · 0.83', '1']);
  expect([formatScore(0.999), formatScore(1), formatScore(0.306)]).toEqual(['0.99', '1.00', '0.31']);
});
