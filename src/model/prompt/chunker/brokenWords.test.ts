import { expect, it } from 'vitest';
import { tokenizerOf } from '../../../../tests/support/smallTokenizer';
import { microTokenizer } from '../../../../tests/support/tokenizers';
import { brokenWords } from './brokenWords';
import { TextTokenizer } from '../tokenizer/tokenizer';

const tokenizer = ({ json, config }: typeof microTokenizer) => new TextTokenizer(json, config);
const few = tokenizer(tokenizerOf(['red', 'fish', 'zebra', '##fish', "'", '-']));
const broken = (text: string, by = few) => brokenWords(by, text).map(({ start, end }) => text.slice(start, end));

it('reports words that fall into pieces, and words that are not known at all', () => {
  expect(broken('red fish')).toEqual([]);
  expect(broken('a Zebrafish, red')).toEqual(['a', 'Zebrafish']);
  expect(broken('red quux fish')).toEqual(['quux']);
});

it('leaves punctuation and numbers alone', () => {
  expect(broken("red-fish, 42! red'fish")).toEqual([]);
  expect(broken('')).toEqual([]);
});

it("knows glip-micro's own words", () => {
  const micro = tokenizer(microTokenizer);
  expect(broken('Two large cats, a striped red star and the butterfly to the left of it', micro)).toEqual([]);
  expect(broken('a paraglider over a Norwegian fjord', micro)).toEqual(expect.arrayContaining(['paraglider', 'fjord']));
});
