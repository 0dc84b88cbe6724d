import { describe, expect, it } from 'vitest';
import { addSpan, followEdit, removeSpan, trimSpan, wordAt } from './spans';

/** Spans are told by the text they cover, which reads better than numbers. */
const spanOf = (text: string, part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });
const follow = (before: string, part: string, after: string) =>
  followEdit([spanOf(before, part)], before, after).map(({ start, end }) => after.slice(start, end));

describe('followEdit', () => {
  const before = 'a red car near the tree';

  it.each([
    ['typed before it', 'a very red car near the tree', ['red car']],
    ['typed after it', 'a red car near the old tree', ['red car']],
    ['typed inside it', 'a red sports car near the tree', ['red sports car']],
    ['typed right before it', 'a xred car near the tree', ['red car']],
    ['its end deleted', 'a red near the tree', ['red']],
    ['its beginning deleted', 'a car near the tree', ['car']],
    ['deleted', 'a near the tree', []],
    ['all replaced', 'two dogs', []],
    ['all deleted', '', []],
    ['unchanged', before, ['red car']],
  ])('%s', (_, after, expected) => {
    expect(follow(before, 'red car', after)).toEqual(expected);
  });

  it('keeps what rides on a span and the identity of an unmoved list', () => {
    const spans = [{ start: 2, end: 9, label: 'mine' }];
    expect(followEdit(spans, before, before + '!')).toBe(spans);
    expect(followEdit(spans, before, 'x' + before)).toEqual([{ start: 3, end: 10, label: 'mine' }]);
  });

  it('never leaves the text, whatever the edit', () => {
    const words = ['red', 'car', '  ', 'x', '', 'tree.'];
    for (let seed = 0; seed < 2000; seed++) {
      const pick = (salt: number) => words[(seed * 7 + salt * 13 + ((seed / 5) | 0)) % words.length]!;
      const [from, to] = [[pick(1), pick(2), pick(3)].join(' '), [pick(3), pick(seed), pick(2)].join(' ')];
      const start = seed % (from.length + 1);
      const span = { start, end: Math.min(from.length, start + 1 + (seed % 4)) };
      for (const kept of followEdit([span], from, to).filter(() => from !== to)) {
        expect(kept.start).toBeGreaterThanOrEqual(0);
        expect(kept.end).toBeLessThanOrEqual(to.length);
        expect(to.slice(kept.start, kept.end).trim()).not.toBe('');
      }
    }
  });
});

it('addSpan replaces what it overlaps and keeps the order', () => {
  const spans = [
    { start: 0, end: 4 },
    { start: 5, end: 9 },
    { start: 12, end: 15 },
  ];
  expect(addSpan(spans, { start: 3, end: 6 })).toEqual([
    { start: 3, end: 6 },
    { start: 12, end: 15 },
  ]);
  expect(addSpan(spans, { start: 9, end: 12 })).toHaveLength(4);
  expect(removeSpan(spans, { start: 5, end: 9 })).toHaveLength(2);
});

it('trimSpan drops white space, and spans of nothing else', () => {
  expect(trimSpan('a  red  car', { start: 1, end: 8 })).toEqual({ start: 3, end: 6 });
  expect(trimSpan('a  b', { start: 1, end: 3 })).toBeUndefined();
});

it('wordAt finds the word at, in, or before the caret', () => {
  const text = "the dog's ball, über-cool";
  const word = (offset: number) => {
    const span = wordAt(text, offset);
    return span && text.slice(span.start, span.end);
  };
  expect([word(0), word(5), word(9), word(14), word(18)]).toEqual(['the', "dog's", "dog's", 'ball', 'über-cool']);
  expect(wordAt(' , ', 1)).toBeUndefined();
});
