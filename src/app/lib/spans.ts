import type { Span } from '../../model';

/** Pure arithmetic on character ranges of the prompt (UTF-16 offsets, half-open). */

export const sameSpan = (a: Span, b: Span) => a.start === b.start && a.end === b.end;
export const overlaps = (a: Span, b: Span) => a.start < b.end && b.start < a.end;

/** What changed between two texts: `[start, end)` of the old one became `inserted` characters. */
interface Edit extends Span {
  readonly inserted: number;
}

function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { start, end: before.length - tail, inserted: after.length - tail - start };
}

/** Where a span is after the edit: moved, grown, trimmed to what is left of it, or gone. */
function follow(span: Span, edit: Edit): Span | undefined {
  const shift = edit.inserted - (edit.end - edit.start);
  if (span.end <= edit.start) return span;
  if (span.start >= edit.end) return { start: span.start + shift, end: span.end + shift };
  const editedInside = span.start < edit.start && edit.end < span.end;
  if (editedInside) return { start: span.start, end: span.end + shift };
  if (span.start < edit.start) return { start: span.start, end: edit.start };
  if (edit.end < span.end) return { start: edit.start + edit.inserted, end: span.end + shift };
  return undefined;
}

/** A span without white space at its ends; undefined where nothing else is in it. */
export function trimSpan(text: string, { start, end }: Span): Span | undefined {
  const slice = text.slice(start, end);
  const lead = slice.length - slice.trimStart().length;
  const kept = slice.trim().length;
  return kept > 0 ? { start: start + lead, end: start + lead + kept } : undefined;
}

/** Carries spans (and whatever rides on them) over an edit of the text; the same array comes back when nothing moved. */
export function followEdit<S extends Span>(spans: readonly S[], before: string, after: string): readonly S[] {
  if (before === after || spans.length === 0) return spans;
  const edit = editBetween(before, after);
  let changed = false;
  const followed = spans.flatMap((span) => {
    const moved = follow(span, edit);
    const kept = moved && trimSpan(after, moved);
    if (!kept) {
      changed = true;
      return [];
    }
    if (sameSpan(kept, span)) return [span];
    changed = true;
    return [{ ...span, ...kept }];
  });
  return changed ? followed : spans;
}

/** Adds the visitor's span; it takes the place of those it overlaps. In order of `start`. */
export function addSpan(spans: readonly Span[], span: Span): Span[] {
  return [...spans.filter((other) => !overlaps(other, span)), span].sort((a, b) => a.start - b.start);
}

export const removeSpan = (spans: readonly Span[], span: Span) => spans.filter((other) => !sameSpan(other, span));

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;

export function wordsOf(text: string): Span[] {
  return Array.from(text.matchAll(WORD), ({ index, 0: word }) => ({ start: index, end: index + word.length }));
}

/** The word that holds an offset, or ends at it. */
export const wordAt = (text: string, offset: number) =>
  wordsOf(text).find(({ start, end }) => start <= offset && offset <= end);
