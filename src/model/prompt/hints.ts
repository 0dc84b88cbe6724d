import type { Phrase, PromptHint } from '../types';
import type { KnownNames } from './chunker/compounds';
import { NEGATIONS } from './chunker/lexicon';
import type { ClassedWord } from './chunker/wordClasses';

/** Nouns without anything between them that are seldom one thing: "cat dog bird". */
const MANY_NOUNS = 3;

/** What should be said about a prompt: that the model does not understand negations, or that all of it is one phrase. */
export function hintsOf(words: readonly ClassedWord[], phrases: readonly Phrase[], names: KnownNames): PromptHint[] {
  const negation = words.find(({ text }) => NEGATIONS.has(text) || /^non-/.test(text));
  return [
    ...(negation ? [{ kind: 'negation', at: negation.start } as const] : []),
    ...(isOnePhrase(words, phrases, names) ? [{ kind: 'one-phrase' } as const] : []),
  ];
}

function isOnePhrase(words: readonly ClassedWord[], phrases: readonly Phrase[], names: KnownNames): boolean {
  const [phrase, ...others] = phrases;
  if (!phrase || others.length > 0 || phrase.origin === 'selection') return false;
  const inside = words.filter(({ start, end }) => phrase.start <= start && end <= phrase.end);
  const texts = inside.map(({ text }) => text);
  const nouns = inside.filter((word, i) => word.class === 'N' && names.lengthAt(texts, i) === 0);
  return inside.length === words.length && nouns.length >= MANY_NOUNS && nouns.length === inside.length;
}
