import type { Span } from '../../types';

const LETTER = '[\\p{L}\\p{M}\\p{N}]';
/** A word with the underscores in it and the bracket that is written to it, or a number with its "No.". */
const WORD = new RegExp(
  `(?<!${LETTER})no\\.\\s?\\d+|${LETTER}[\\p{L}\\p{M}\\p{N}_-]*(?:\\([\\p{L}\\p{N}][^()\\n]{0,40}\\))?`,
  'giu',
);
const BOUND = new RegExp(`${LETTER}_+${LETTER}|\\(|^no\\.`, 'iu');

/**
 * What reads as one word although it holds more than letters and digits: class names with underscores ("traffic_light"), or with a
 * bracket that belongs to them ("bat_(animal)", "person(s)"), and "No. 5".
 */
export const boundWords = (text: string): Span[] =>
  Array.from(text.matchAll(WORD), ({ index, 0: found }) => {
    const word = found.replace(/[_-]+$/, '');
    return { start: index, end: index + word.length, word };
  })
    .filter(({ word }) => BOUND.test(word))
    .map(({ start, end }) => ({ start, end }));

/** The text with bound words made of letters only, so that no reader of words takes them apart. No offset moves. */
export function maskWords(text: string, bound: readonly Span[]): string {
  let result = '';
  let end = 0;
  for (const span of bound) {
    const word = text.slice(span.start, span.end).replace(/[^\p{L}\p{M}\p{N}-]/gu, (char) => 'x'.repeat(char.length));
    result += text.slice(end, span.start) + word;
    end = span.end;
  }
  return result + text.slice(end);
}
