import type { Span } from '../../types';
import { normalize, type NormalizerRules, type SourceChar } from './normalizer';

export interface WordPieceModel {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknownId: number;
  readonly continuationPrefix: string;
  readonly maxCharsPerWord: number;
}

export interface AlignedToken extends Span {
  readonly id: number;
}

const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/u;
const WHITE_SPACE = /\s/u;

/**
 * WordPiece tokens of `text` with the span of the original each one covers (transformers.js gives ids only).
 * Same steps as BERT's: normalise, split at white space and around punctuation, then the longest known piece first.
 * @param offset added to every span: where `text` begins in the prompt.
 */
export function alignTokens(
  text: string,
  offset: number,
  rules: NormalizerRules,
  model: WordPieceModel,
): AlignedToken[] {
  return splitWords(normalize(text, rules)).flatMap((word) =>
    wordPieces(word, model).map(({ id, start, end }) => ({ id, start: start + offset, end: end + offset })),
  );
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

function wordPieces(word: readonly SourceChar[], model: WordPieceModel): AlignedToken[] {
  const unknown = [{ id: model.unknownId, ...cover(word) }];
  if (word.length > model.maxCharsPerWord) return unknown;
  const pieces: AlignedToken[] = [];
  for (let start = 0; start < word.length;) {
    const piece = longestPiece(word, start, model);
    // One part without a piece makes the whole word unknown.
    if (!piece) return unknown;
    pieces.push({ id: piece.id, ...cover(word.slice(start, piece.end)) });
    start = piece.end;
  }
  return pieces;
}

function longestPiece(
  word: readonly SourceChar[],
  start: number,
  model: WordPieceModel,
): { id: number; end: number } | undefined {
  const prefix = start > 0 ? model.continuationPrefix : '';
  for (let end = word.length; end > start; end--) {
    const id = model.vocabulary.get(prefix + textOf(word.slice(start, end)));
    if (id !== undefined) return { id, end };
  }
  return undefined;
}

const textOf = (chars: readonly SourceChar[]) => chars.map((char) => char.text).join('');

/** Accents that changed places while being decomposed may stand before their letter, hence minimum and maximum. */
const cover = (chars: readonly SourceChar[]): Span => ({
  start: Math.min(...chars.map((char) => char.start)),
  end: Math.max(...chars.map((char) => char.end)),
});
