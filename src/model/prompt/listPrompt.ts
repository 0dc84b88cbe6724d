import type { Span } from '../types';
import type { KnownNames } from './chunker/compounds';
import * as lexicon from './chunker/lexicon';
import type { ClassedWord } from './chunker/wordClasses';

/** Between the items of a list. A point inside "3.5" or "u.s." separates nothing; dashes and slashes may be part of a word. */
const SEPARATOR =
  /[,;|\t\n\r，、；。•·،؛]|\.(?<!\.\p{L}\.|\b(?:dr|mr|mrs|ms|st)\.)(?=\s|$)|\.(?<=\p{L}{2}\.)(?=\p{L}{2})|\s[-–—/*]\s|\/(?<=\p{L}{2}\/)(?=\p{L}{2})/giu;
/** A comma may as well stand in a sentence; the others seldom do unless sentences are on both sides. */
const COMMA = /[,，、،]/;
const HEADING = /^[\p{L}\s]{1,30}:(?=\s)/u;

/**
 * Items of a list prompt ("cat. dog. traffic light", also with commas, semicolons, lines); undefined if it reads as a caption.
 * @param prompt without what frames its items, see withoutFrames.
 */
export function listItems(prompt: string, words: readonly ClassedWord[], names: KnownNames): Span[] | undefined {
  const text = prompt.replace(HEADING, (heading) => ' '.repeat(heading.length));
  const { parts, onlyCommas } = split(text);
  const spans = parts.map((part) => withoutOpening(text, trimSpan(text, part))).filter((span) => span.end > span.start);
  const items = withWords(spans, words);
  if (items.length === 1 && !isName(items[0]!.words, names)) return undefined;
  // "person with vest" beside "person without vest" is a class as well.
  const mayDescribe = !onlyCommas || items.some(({ words: inside }) => isNegated(inside));
  const readsAsItem = mayDescribe ? (inside: readonly ClassedWord[]) => !isSentence(inside) : isNounPhrase;
  // "plate, fork and knife" counts three things up, whatever names there are.
  const countsUp = (inside: readonly ClassedWord[]) =>
    onlyCommas && items.length > 1 && inside.some(({ text: word }) => word === 'and');
  const isItem = (inside: readonly ClassedWord[]) =>
    (isName(inside, names) && !countsUp(inside)) || readsAsItem(inside);
  if (!items.every((item) => isItem(item.words))) return undefined;
  if (onlyCommas && splitsAdjectives(items.map((item) => item.words))) return undefined;
  const named = items.filter((item) => !isFunctionWord(item.words));
  return named.length > 0 ? named.map((item) => item.span) : undefined;
}

/** Without the white space and punctuation around it; symbols such as an emoji stay. */
export function trimSpan(text: string, { start, end }: Span): Span {
  const outside = /[\s\p{P}\p{Cf}$+<=>^`|~]/u;
  while (start < end && outside.test(text[start]!)) start++;
  while (end > start && outside.test(text[end - 1]!)) end--;
  return { start, end };
}

function split(text: string): { parts: Span[]; onlyCommas: boolean } {
  const parts: Span[] = [];
  let onlyCommas = true;
  let start = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    parts.push({ start, end: match.index });
    start = match.index + match[0].length;
    // The full stop at the end of a sentence separates nothing.
    if (!COMMA.test(match[0]) && /[\p{L}\p{N}\p{S}]/u.test(text.slice(start))) onlyCommas = false;
  }
  parts.push({ start, end: text.length });
  return { parts, onlyCommas };
}

interface Item {
  readonly span: Span;
  readonly words: readonly ClassedWord[];
}

/** Both in order, so one walk does: a pasted list may have thousands of items. */
function withWords(spans: readonly Span[], words: readonly ClassedWord[]): Item[] {
  let next = 0;
  return spans.map((span) => {
    while (next < words.length && words[next]!.end <= span.start) next++;
    const first = next;
    while (next < words.length && words[next]!.start < span.end) next++;
    const inside = words.slice(first, next);
    // Scripts without spaces: one word of the tagger's may reach over several items.
    if (inside.length > 0 && inside.at(-1)!.end > span.end) next--;
    return { span, words: inside };
  });
}

/** An item as the model should read it: no "a", no "and" before the last item. */
function withoutOpening(text: string, item: Span): Span {
  const opening = /^(?:(?:and|or|&)\s+)?(?:(?:a|an|the|some|any|all|this|that|these|those|my)\s+)*/i.exec(
    text.slice(item.start, item.end),
  )!;
  return { start: item.start + opening[0].length, end: item.end };
}

/** One word of any kind, a known name of several, something negated, or symbols alone. */
const isName = (words: readonly ClassedWord[], names: KnownNames) =>
  words.length <= 1 ||
  isNegated(words) ||
  words.every(({ text }) => !/[\p{L}\p{N}]/u.test(text)) ||
  names.lengthAt(
    words.map((word) => word.text),
    0,
  ) === words.length;

/** "no helmet", "person without vest": the item as a whole, since its parts would mean the opposite. */
const isNegated = (words: readonly ClassedWord[]) =>
  words.some(({ text }) => lexicon.NEGATIONS.has(text)) &&
  words.length <= 8 &&
  words.every((word) => !'BA'.includes(word.class) && !(word.class === 'V' && !/(ing|ed)$/.test(word.text))) &&
  words.every(({ text }) => !lexicon.PRONOUNS.has(text));

const classesOf = (words: readonly ClassedWord[]) => words.map((word) => word.class).join('');

/** "small red car", "glass of water". */
const isNounPhrase = (words: readonly ClassedWord[]) => /^[RJCZSNP]+(?:O[RJCZSNP]+)*$/.test(classesOf(words));

/** "a man rides a horse", "it is red"; an item such as "man in red shirt" or "person on the left" may still describe one thing. */
const isSentence = (words: readonly ClassedWord[]) =>
  /B|A|D(?!S+$)|V.*I|I.*V/.test(classesOf(words)) ||
  words.some((word) => lexicon.PRONOUNS.has(word.text)) ||
  words.length > 8;

/** "a small, red car", "an umbrella, open": what stands between the commas describes a thing named elsewhere. */
function splitsAdjectives(items: readonly (readonly ClassedWord[])[]): boolean {
  const onlyAdjectives = items.map((words) =>
    words.every((word) => 'RJ'.includes(word.class) && lexicon.ADJECTIVES.has(word.text)),
  );
  return onlyAdjectives.includes(true) && onlyAdjectives.includes(false);
}

const isFunctionWord = (words: readonly ClassedWord[]) =>
  words.length === 1 && ('DOABI'.includes(words[0]!.class) || lexicon.PRONOUNS.has(words[0]!.text.replace('.', '')));
