import type { Span } from '../../types';
import * as lexicon from './lexicon';
import type { ClassedWord } from './wordClasses';

/** "small striped", "very small", "two", "left", and adjectives joined: "red, white and blue". */
const MODIFIERS = '(?:R*[JCZS](?:[AK]{1,2}(?=R*J(?:[AK]{1,2}R*J)*[JCZS]*N))?)*';
/** Nouns with what describes them; owners ("the man's hat") and a number behind ("number 7") belong to it. */
const NAMED = `${MODIFIERS}N+(?:P${MODIFIERS}N+)*(?:Z(?![RJCZSN]))?`;
/** "a red, a green and a blue car": the noun of the first two is left out. */
const ELIDED = '(?<=D)R*J(?=[KA]{1,2}D(?:R*J[KA]{1,2}D)*R*J*N)';
/** "something red" */
const INDEFINITE = 'YR*J+(?!N)';
const NOUN_PHRASE = new RegExp(`${NAMED}|${ELIDED}|${INDEFINITE}`, 'g');

/**
 * Spans of the things that a caption names: nouns with their adjectives and numbers, without articles, pronouns, the places that
 * relations speak of ("on the left side of") and the picture itself ("a photo of").
 */
export function nounPhrases(words: readonly ClassedWord[]): Span[] {
  const matches = words
    .map((word) => word.class)
    .join('')
    .matchAll(NOUN_PHRASE);
  return Array.from(matches, (match) => ({ first: match.index, last: match.index + match[0].length - 1 }))
    .filter((range) => namesThing(words, range))
    .map(({ first, last }) => ({ start: words[first]!.start, end: words[last]!.end }));
}

interface WordRange {
  readonly first: number;
  readonly last: number;
}

function namesThing(words: readonly ClassedWord[], { first, last }: WordRange): boolean {
  const head = words[last]!.text;
  const inside = words.slice(first, last + 1);
  const nouns = inside.filter((word) => word.class === 'N');
  const bare = nouns.length === 1;
  const described = !bare || inside.some((word) => word.class === 'J');
  const beforeOf = words[last + 1]?.class === 'O';
  if (nouns.length > 0 && nouns.every((noun) => lexicon.INTANGIBLES.has(noun.text))) return false;
  if (bare && beforeOf && lexicon.QUANTITIES.has(head)) return false;
  if (bare && lexicon.PICTURES.has(head) && isThePicture(words, { first, last }, described)) return false;
  return described || !lexicon.SURROUNDINGS.has(head);
}

/** "A photo of ...", "in the picture", "this image shows ..."; but not "a picture on the wall". */
function isThePicture(words: readonly ClassedWord[], { first, last }: WordRange, described: boolean): boolean {
  const after = words[last + 1]?.text ?? '';
  if (/^(shows?|showing|depicts?|depicting|contains?)$/.test(after)) return true;
  if (after === 'of') return first <= 2 || words.slice(0, first).some((word) => /^(this|show|see|is)$/.test(word.text));
  return !described && words[first - 1]?.tag === 'DET' && /^(in|of|on|from|within)$/.test(words[first - 2]?.text ?? '');
}
