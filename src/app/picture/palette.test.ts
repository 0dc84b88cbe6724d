import { expect, it } from 'vitest';
import { contrast, phraseColors, phraseStyle } from './palette';

it('computes WCAG contrast', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#777777', '#777777')).toBe(1);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

it('writes every label with at least 4.5 : 1', () => {
  for (const index of phraseColors.keys()) {
    const { color, ink } = phraseStyle(index);
    expect(contrast(color, ink), color).toBeGreaterThanOrEqual(4.5);
  }
});

it('gives forty phrases forty different looks, the same every time', () => {
  const looks = Array.from({ length: 40 }, (_, index) => phraseStyle(index)).map(({ color, dash }) => color + dash);
  expect(new Set(looks).size).toBe(40);
  expect(phraseStyle(3)).toEqual(phraseStyle(3));
});
