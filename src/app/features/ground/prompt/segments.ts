import type { Phrase, Span } from '../../../../model';
import { wordsOf } from '../../../lib/spans';

/** The prompt cut into what is drawn behind the text field: phrases and what lies between them, each cut into words. Pure. */
export interface Segment extends Span {
  /** Index of the phrase; undefined between phrases. */
  readonly phrase: number | undefined;
  readonly pieces: readonly Piece[];
}

export interface Piece extends Span {
  readonly text: string;
  readonly word: boolean;
  /** Beyond what the model reads. */
  readonly cut: boolean;
}

export function segmentsOf(prompt: string, phrases: readonly Phrase[], cutAt = prompt.length): Segment[] {
  const segments: Segment[] = [];
  const add = (start: number, end: number, phrase?: number) => {
    if (start < end) segments.push({ start, end, phrase, pieces: piecesOf(prompt, { start, end }, cutAt) });
  };
  let at = 0;
  phrases.forEach(({ start, end }, index) => {
    add(at, start);
    add(start, end, index);
    at = end;
  });
  add(at, prompt.length);
  return segments;
}

function piecesOf(prompt: string, range: Span, cutAt: number): Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, end: number, word: boolean) => {
    if (start < end) pieces.push({ start, end, word, text: prompt.slice(start, end), cut: start >= cutAt });
  };
  let at = range.start;
  for (const word of wordsOf(prompt.slice(range.start, range.end))) {
    const [start, end] = [range.start + word.start, range.start + word.end];
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, range.end, false);
  return pieces;
}
