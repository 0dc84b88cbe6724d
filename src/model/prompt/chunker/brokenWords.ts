import type { Span } from '../../types';
import type { TextTokenizer } from '../tokenizer/tokenizer';

/** Words of letters that the vocabulary has no whole entry for: those that fall into pieces, and those not known at all. */
export function brokenWords(tokenizer: Pick<TextTokenizer, 'encode' | 'unknownId'>, text: string): Span[] {
  const { ids, offsets } = tokenizer.encode(text);
  return Array.from(text.matchAll(/[\p{L}\p{M}]+/gu), ({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
  })).filter(({ start, end }) => {
    const pieces = offsets.flatMap((span, at) => (span.start < end && start < span.end ? [ids[at]!] : []));
    return pieces.length > 1 || pieces[0] === tokenizer.unknownId;
  });
}
