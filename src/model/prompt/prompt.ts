import type { ParsedPrompt, Phrase, PromptNotice, Span } from '../types';
import { fitCaption } from './fitCaption';
import { splitList } from './splitList';
import type { TextTokenizer } from './tokenizer/tokenizer';

/** Tokens of one phrase, as positions in the run's sequence ([CLS] is 0). */
export interface PhraseTokens {
  /** Index into the phrases of the parsed prompt: a repeated word or a substring never shifts labels. */
  readonly phrase: number;
  readonly tokens: readonly number[];
}

/** One text that the model reads in one go. */
export interface PromptRun {
  /** Token ids, [CLS] first and [SEP] last; at most the model's maximum. */
  readonly ids: Int32Array;
  readonly positiveMap: readonly PhraseTokens[];
  /** Per token its range in the prompt as typed; empty for [CLS], [SEP] and the separators between the items of a list. */
  readonly tokenSpans: readonly Span[];
}

export interface EncodedPrompt {
  /** One for a caption; one or more for a list; none for a list without phrases. */
  readonly runs: readonly PromptRun[];
  readonly notices: readonly PromptNotice[];
  /** Tokens of all runs together. */
  readonly tokens: number;
}

/**
 * What the model reads for a prompt. A caption is read as typed; a list as its phrases joined by ". ", as the official
 * detection data sets are. What is too long is split (lists) or cut at a word (captions), with a notice.
 * @param maxTokens of one run, [CLS] and [SEP] included.
 */
export function encodePrompt(
  tokenizer: TextTokenizer,
  prompt: string,
  parsed: ParsedPrompt,
  maxTokens: number,
): EncodedPrompt {
  const encoded =
    parsed.kind === 'caption'
      ? encodeCaption(tokenizer, prompt, parsed.phrases, maxTokens)
      : encodeList(tokenizer, parsed, maxTokens);
  const notices = [...encoded.notices, ...(parsed.hints ?? [])];
  return { ...encoded, notices, tokens: encoded.runs.reduce((sum, run) => sum + run.ids.length, 0) };
}

type Runs = Omit<EncodedPrompt, 'tokens'>;

function encodeCaption(tokenizer: TextTokenizer, prompt: string, phrases: readonly Phrase[], maxTokens: number): Runs {
  const { ids, offsets, end } = fitCaption(tokenizer, prompt, maxTokens);
  const positiveMap = phrases.flatMap((phrase, index) => mapEntry(index, phrase, offsets));
  return {
    runs: [{ ids, positiveMap, tokenSpans: offsets }],
    notices: end < prompt.length ? [{ kind: 'caption-cut', at: end, maxTokens }] : [],
  };
}

const SEPARATOR = '. ';

function encodeList(tokenizer: TextTokenizer, { phrases, classes = [] }: ParsedPrompt, maxTokens: number): Runs {
  const notices: PromptNotice[] = [];
  const items = phrases.map((phrase, index) => {
    const { description } = classes.find((each) => each.phrases.includes(index)) ?? {};
    const read = description === undefined ? phrase.text : `${phrase.text}, ${description}`;
    const { ids, end } = fitCaption(tokenizer, read, maxTokens);
    if (end < phrase.text.length) notices.push({ kind: 'caption-cut', at: phrase.start + end, maxTokens });
    const text = phrase.text.slice(0, end);
    return { index, start: phrase.start, text, read: read.slice(0, end), tokens: ids.length - 2 };
  });
  const groups = splitList(items, maxTokens);
  if (groups.length > 1) notices.unshift({ kind: 'list-split', runs: groups.length, maxTokens });
  return { runs: groups.map((group) => encodeItems(tokenizer, group)), notices };
}

interface ListItem {
  readonly index: number;
  /** Where the item begins in the prompt as typed. */
  readonly start: number;
  readonly text: string;
  /** What the model reads: the text, and the description of its class. */
  readonly read: string;
}

function encodeItems(tokenizer: TextTokenizer, items: readonly ListItem[]): PromptRun {
  const { ids, offsets } = tokenizer.encode(items.map((item) => item.read).join(SEPARATOR));
  let modelStart = 0;
  const placed = items.map((item) => {
    const span = { start: modelStart, end: modelStart + item.text.length };
    modelStart += item.read.length + SEPARATOR.length;
    return { ...item, span };
  });
  const tokenSpans = offsets.map(({ start, end }) => {
    const item = placed.findLast(({ span }) => span.start <= start)!;
    const typed = (offset: number) => item.start + Math.min(offset - item.span.start, item.text.length);
    return { start: typed(start), end: typed(end) };
  });
  return { ids, tokenSpans, positiveMap: placed.flatMap(({ index, span }) => mapEntry(index, span, offsets)) };
}

/**
 * All tokens from that of the phrase's first character to that of its last, as the official positive map has it. Where the
 * tokeniser drops a character (a control character, say) the official code tries the next two inwards; here, all of the phrase.
 */
function mapEntry(phrase: number, { start, end }: Span, offsets: readonly Span[]): PhraseTokens[] {
  let first = -1;
  for (let at = start; at < end && first < 0; at++) first = charToToken(offsets, at);
  let last = -1;
  for (let at = end - 1; at >= start && last < 0; at--) last = charToToken(offsets, at);
  if (first < 0 || last < first) return [];
  return [{ phrase, tokens: Array.from({ length: last - first + 1 }, (_, i) => first + i) }];
}

/** The first token that covers a character, else -1: `char_to_token` of the official tokeniser. */
const charToToken = (offsets: readonly Span[], at: number) =>
  offsets.findIndex(({ start, end }) => start <= at && at < end);
