import { describe, expect, it } from 'vitest';
import type { Box, Detection } from '../../model/types';
import { pseudoLabels } from './pseudoLabels';

const CAPTION = 'A dog and the dog by a red car';
const phrase = (start: number, end: number) => ({ start, end, text: CAPTION.slice(start, end) });
const PHRASES = [phrase(0, 5), phrase(10, 17), phrase(21, 30)];
const A: Box = [0, 0, 100, 100];
const NEAR_A: Box = [0, 0, 100, 90];
const B: Box = [300, 0, 400, 100];
const found = (phrase: number, box: Box, score: number): Detection => ({ phrase, box, score });

describe('pseudo-labels', () => {
  it('are the confident boxes, 0.5 included, with the words that name them', () => {
    expect(pseudoLabels(PHRASES, [found(0, A, 0.5), found(2, B, 0.9), found(2, A, 0.49)])).toEqual([
      { box: B, label: 'red car', span: { start: 21, end: 30 }, score: 0.9 },
      { box: A, label: 'dog', span: { start: 0, end: 5 }, score: 0.5 },
    ]);
  });

  it('show a thing once, whichever of two like phrases found it', () => {
    const labels = pseudoLabels(PHRASES, [found(0, A, 0.8), found(1, NEAR_A, 0.9), found(1, B, 0.7), found(2, A, 0.6)]);
    expect(labels.map(({ label, box }) => [label, box])).toEqual([
      ['dog', NEAR_A],
      ['dog', B],
      ['red car', A],
    ]);
  });

  it('are none where the model is sure of nothing', () => {
    expect(pseudoLabels(PHRASES, [found(0, A, 0.4)])).toEqual([]);
    expect(pseudoLabels(PHRASES, [found(0, A, 0.4)], 0.3)).toHaveLength(1);
  });
});
