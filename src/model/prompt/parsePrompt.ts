import type { ParsedPrompt, Phrase, PromptClass, Span } from '../types';
import { boundWords, maskWords } from './chunker/boundWords';
import { classDefinitions, type ClassDefinition } from './classes';
import { withoutFrames } from './frames';
import { hintsOf } from './hints';
import { GENERAL_NAMES, type KnownNames } from './chunker/compounds';
import { listItems, trimSpan } from './listPrompt';
import { nounPhrases } from './chunker/nounPhrases';
import { tagWords } from './chunker/tagger';
import { classify } from './chunker/wordClasses';

/**
 * The phrases of a prompt: the items of a list, or the noun phrases of a caption. Their spans are offsets into the prompt as typed,
 * without surrounding white space and punctuation, in order and never overlapping.
 * @param spans the visitor's own choice. They win: automatic phrases that overlap them are dropped, and of two that overlap the first
 *   stays. They are cut to the prompt and to their words; what is left empty is dropped.
 * @param names of several words that the model knows as one thing.
 */
export async function parsePrompt(
  prompt: string,
  spans: readonly Span[] = [],
  names: KnownNames = GENERAL_NAMES,
): Promise<ParsedPrompt> {
  const bound = boundWords(prompt);
  const text = withoutFrames(maskWords(prompt, bound));
  const words = classify(await tagWords(text, bound), names);
  const definitions = classDefinitions(text);
  const items = definitions?.flatMap(({ wordings }) => wordings) ?? listItems(text, words, names);
  const automatic = (items ?? nounPhrases(words)).map((span) => ({
    ...trimSpan(text, span),
    origin: items ? ('list' as const) : ('noun-phrase' as const),
  }));
  const selected = spans.map((span) => ({ ...trimSelection(prompt, span), origin: 'selection' as const }));

  const phrases: Phrase[] = [];
  for (const { start, end, origin } of [...selected, ...automatic]) {
    if (start < end && !phrases.some((phrase) => phrase.start < end && start < phrase.end)) {
      phrases.push({ start, end, text: prompt.slice(start, end), origin });
    }
  }
  phrases.sort((a, b) => a.start - b.start);
  const hints = hintsOf(words, phrases, names);
  return {
    kind: items ? 'list' : 'caption',
    phrases,
    ...(definitions && { classes: definitions.map((definition) => classOf(prompt, definition, phrases)) }),
    ...(hints.length > 0 && { hints }),
  };
}

function classOf(
  prompt: string,
  { name, wordings, description }: ClassDefinition,
  phrases: readonly Phrase[],
): PromptClass {
  const within = (phrase: Span) => wordings.some(({ start, end }) => start <= phrase.start && phrase.end <= end);
  return {
    name: prompt.slice(name.start, name.end),
    phrases: phrases.flatMap((phrase, i) => (within(phrase) ? [i] : [])),
    ...(description && { description: prompt.slice(description.start, description.end) }),
  };
}

/** White space goes; punctuation stays where the visitor chose nothing else, because the choice is theirs. */
function trimSelection(prompt: string, span: Span): Span {
  const clamp = (offset: number) =>
    Number.isFinite(offset) ? Math.max(0, Math.min(prompt.length, Math.trunc(offset))) : 0;
  let [start, end] = [clamp(span.start), clamp(span.end)];
  while (start < end && /\s/.test(prompt[start]!)) start++;
  while (end > start && /\s/.test(prompt[end - 1]!)) end--;
  return { start, end };
}
