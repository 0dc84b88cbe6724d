import type { TextTokenizer, TokenizedText } from './tokenizer/tokenizer';

export interface FittedText extends TokenizedText {
  /** How much of the text was read: its length, unless it had to be cut. */
  readonly end: number;
}

/** Tokens of as many whole words of a text as fit into `maxTokens`, [CLS] and [SEP] included. */
export function fitCaption(tokenizer: TextTokenizer, text: string, maxTokens: number): FittedText {
  const whole = tokenizer.encode(text);
  if (whole.ids.length <= maxTokens) return { ...whole, end: text.length };
  const end = cutAt(text, whole, maxTokens);
  return { ...tokenizer.encode(text.slice(0, end)), end };
}

/** Where to stop reading: between words; where there are none (one endless word), between tokens. */
function cutAt(text: string, { offsets }: TokenizedText, maxTokens: number): number {
  // A cut before token `maxTokens - 1` leaves its place to [SEP].
  const cuts = Array.from({ length: maxTokens - 1 }, (_, i) => ({
    end: offsets[maxTokens - 2 - i]!.end,
    next: offsets[maxTokens - 1 - i]!.start,
  }))
    // The tokens of a Korean syllable share its one character.
    .filter(({ end, next }) => end <= next);
  const betweenWords = cuts.find(
    ({ end, next }) => end > 0 && /[\s\p{Script=Han}]/u.test(text.slice(end - 1, next + 1)),
  );
  return (betweenWords ?? cuts[0])?.end ?? 0;
}
