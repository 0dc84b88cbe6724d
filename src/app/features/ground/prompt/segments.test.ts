import { expect, it } from 'vitest';
import type { Phrase } from '../../../../model/types';
import { segmentsOf } from './segments';

const prompt = 'a red car, the tree.';
const phrase = (start: number, end: number): Phrase => ({
  start,
  end,
  text: prompt.slice(start, end),
  origin: 'noun-phrase',
});

it('covers the prompt without gap or overlap, phrases marked', () => {
  const segments = segmentsOf(prompt, [phrase(0, 9), phrase(11, 19)]);
  expect(segments.map((segment) => [prompt.slice(segment.start, segment.end), segment.phrase])).toEqual([
    ['a red car', 0],
    [', ', undefined],
    ['the tree', 1],
    ['.', undefined],
  ]);
  expect(segments.flatMap((segment) => segment.pieces.map((piece) => piece.text)).join('')).toBe(prompt);
});

it('tells words from what is between them, and what is cut', () => {
  const pieces = segmentsOf(prompt, [], 11).flatMap((segment) => segment.pieces);
  expect(pieces.filter((piece) => piece.word).map((piece) => piece.text)).toEqual(['a', 'red', 'car', 'the', 'tree']);
  expect(pieces.filter((piece) => piece.cut).map((piece) => piece.text)).toEqual(['the', ' ', 'tree', '.']);
});

it('has nothing for an empty prompt', () => expect(segmentsOf('', [])).toEqual([]));
