import { describe, expect, it } from 'vitest';
import type { Trial } from './experiment';
import { markdownTable, plot, rowsOf } from './report';

const trial = (form: Trial['form'], word: string, shots: number, ap: number): Trial => ({
  form,
  word,
  shots,
  seed: 0,
  before: { ap: 0.25, ap50: 0.5 },
  after: { ap, ap50: 1 },
  milliseconds: 1500,
  steps: 9,
});

const TRIALS = [
  trial('alignment', 'zorple', 1, 0.4),
  trial('alignment', 'zorple', 3, 0.6),
  trial('alignment', 'flumph', 1, 0.6),
  trial('alignment', 'flumph', 3, 0.8),
  trial('embedding', 'zorple', 1, 0.5),
  trial('embedding', 'zorple', 3, 0.7),
];

describe('report of the teaching experiment', () => {
  it('has the words of every form, and compares the forms over those that all were taught', () => {
    expect(
      rowsOf(TRIALS).map(({ form, words, shots, lessons, after }) => [form, words, shots, lessons, after.mean]),
    ).toEqual(
      [
        ['alignment', 2, 1, 2, 0.5],
        ['alignment', 2, 3, 2, 0.7],
        ['alignment', 1, 1, 1, 0.4],
        ['alignment', 1, 3, 1, 0.6],
        ['embedding', 1, 1, 1, 0.5],
        ['embedding', 1, 3, 1, 0.7],
      ].map((row) => row.map((value) => (typeof value === 'number' ? (expect.closeTo(value, 9) as number) : value))),
    );
  });

  it('is a table to be pasted', () => {
    expect(markdownTable(rowsOf(TRIALS.slice(0, 3))).split('\n')).toEqual([
      '| what is tuned | words | shots | lessons | AP before | AP after | AP50 after | seconds a lesson |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| final token embeddings P | 2 | 1 | 2 | 0.250 | 0.500 ± 0.141 | 1.000 ± 0.000 | 1.5 |',
      '| final token embeddings P | 2 | 3 | 1 | 0.250 | 0.600 ± 0.000 | 1.000 ± 0.000 | 1.5 |',
    ]);
  });

  it('plots one curve for every form', () => {
    expect(plot(rowsOf(TRIALS)).match(/<polyline/g)).toHaveLength(2);
  });
});
