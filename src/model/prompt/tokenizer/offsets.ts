import type { Span } from '../../types';
import { normalize, type SourceChar } from './normalizer';
import { fault, type TokenizerFile } from './tokenizerFile';

const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/u;
const WHITE_SPACE = /\s/u;

/**
 * The range of a text that each of its tokens covers: transformers.js gives ids only. The text goes through BERT's normalisation with
 * every character knowing where it comes from, then the tokens are laid along its words: an unknown one covers a word, any other as
 * many characters as it is long.
 * @param ids the tokens of `text`, [CLS] first and [SEP] last.
 * @throws GlipError `tokenizer` should they not be what the text reads: a wrong offset would mislabel boxes.
 */
export function tokenSpans(text: string, ids: readonly number[], file: TokenizerFile): Span[] {
  const spans: Span[] = [{ start: 0, end: 0 }];
  for (const word of wordsOf(text, file)) {
    for (let at = 0; at < word.length;) {
      const id = ids[spans.length];
      const length = id === file.unknownId ? word.length : pieceLength(word, at, file.tokens.get(id ?? -1), file);
      if (length === undefined) throw misaligned(text);
      spans.push(cover(word.slice(at, at + length)));
      at += length;
    }
  }
  spans.push({ start: text.length, end: text.length });
  if (spans.length !== ids.length) throw misaligned(text);
  return spans;
}

const misaligned = (text: string) =>
  fault(`the offsets of ${JSON.stringify(text.slice(0, 80))} do not follow its tokens`);

/** How many characters of a word from `at` on are the token; undefined where the word reads otherwise. */
function pieceLength(
  word: readonly SourceChar[],
  at: number,
  token: string | undefined,
  { continuationPrefix }: TokenizerFile,
): number | undefined {
  const piece = at > 0 && token?.startsWith(continuationPrefix) ? token.slice(continuationPrefix.length) : token;
  if (!piece) return undefined;
  const { length } = [...piece];
  const read = word.slice(at, at + length).map((char) => char.text);
  return read.join('') === piece ? length : undefined;
}

/** The words of a text as BERT splits it, punctuation apart; an added token such as [MASK] is a word as typed. */
function wordsOf(text: string, { rules, addedTokens }: TokenizerFile): SourceChar[][] {
  return sections(text, addedTokens).flatMap(({ start, end, added }) =>
    added
      ? [Array.from(text.slice(start, end), (char) => ({ text: char, start, end }))]
      : splitWords(normalize(text.slice(start, end), rules).map((char) => moved(char, start))),
  );
}

const moved = ({ text, start, end }: SourceChar, by: number): SourceChar => ({
  text,
  start: start + by,
  end: end + by,
});

/** Cuts a text before and after every added token in it. */
function sections(text: string, addedTokens: readonly string[]): (Span & { readonly added: boolean })[] {
  const escaped = addedTokens.map((token) => token.replace(/[^\w\s]/g, '\\$&'));
  const matches = escaped.length > 0 ? text.matchAll(new RegExp(escaped.join('|'), 'g')) : [];
  const result: (Span & { readonly added: boolean })[] = [];
  let last = 0;
  for (const { index, 0: token } of matches) {
    const end = index + token.length;
    result.push({ start: last, end: index, added: false }, { start: index, end, added: true });
    last = end;
  }
  return [...result, { start: last, end: text.length, added: false }];
}

function splitWords(chars: readonly SourceChar[]): SourceChar[][] {
  const words: SourceChar[][] = [];
  let open: SourceChar[] | undefined;
  for (const char of chars) {
    if (WHITE_SPACE.test(char.text)) {
      open = undefined;
    } else if (PUNCTUATION.test(char.text)) {
      words.push([char]);
      open = undefined;
    } else if (open) {
      open.push(char);
    } else {
      words.push((open = [char]));
    }
  }
  return words;
}

/** Accents that changed places while being decomposed may stand before their letter, hence minimum and maximum. */
const cover = (chars: readonly SourceChar[]): Span => ({
  start: Math.min(...chars.map((char) => char.start)),
  end: Math.max(...chars.map((char) => char.end)),
});
