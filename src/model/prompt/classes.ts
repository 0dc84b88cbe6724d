import type { Span } from '../types';

/** One class of a prompt such as "helmet = hard hat, safety helmet [worn on the head]". */
export interface ClassDefinition {
  /** Where the name stands, exactly as the visitor spells it. */
  readonly name: Span;
  /** The words that are looked for: the name itself where nothing else is said. */
  readonly wordings: readonly Span[];
  /** What the model reads behind every wording, without looking for it. */
  readonly description?: Span;
}

const ENTRY = /[^\n\r;]+/g;
/** The name in front of the "=" is no address and no formula. */
const DEFINITION = /^([\p{L}\p{N}][\p{L}\p{N}\s_'’&()./-]{0,60}?)\s*=(?!=)\s*/u;
const DESCRIPTION = /\[([^[\]]*)\]\s*$/;

/**
 * The classes of a prompt that names them, one a line or between semicolons: `class = words, other words [description]`. An entry
 * without "=" is looked for under its own name.
 * @returns undefined where no entry has an "=".
 */
export function classDefinitions(text: string): ClassDefinition[] | undefined {
  const entries = Array.from(text.matchAll(ENTRY), ({ index, 0: entry }) => trimmed(text, index, index + entry.length));
  const named = entries.filter(({ start, end }) => end > start);
  if (!named.some(({ start, end }) => DEFINITION.test(text.slice(start, end)))) return undefined;
  return named.map((entry) => definitionOf(text, entry));
}

function definitionOf(text: string, { start, end }: Span): ClassDefinition {
  const [head = '', written] = DEFINITION.exec(text.slice(start, end)) ?? [];
  const bracket = DESCRIPTION.exec(text.slice(start + head.length, end));
  const wordsEnd = bracket ? start + head.length + bracket.index : end;
  const wordings = pieces(text, start + head.length, wordsEnd);
  const name = written === undefined ? trimmed(text, start, wordsEnd) : trimmed(text, start, start + written.length);
  const described = bracket && trimmed(text, wordsEnd + 1, wordsEnd + 1 + (bracket[1] ?? '').length);
  return {
    name,
    wordings: wordings.length > 0 ? wordings : [name],
    ...(described && described.end > described.start && { description: described }),
  };
}

function pieces(text: string, start: number, end: number): Span[] {
  return Array.from(text.slice(start, end).matchAll(/[^,，、،|]+/g), ({ index, 0: piece }) =>
    trimmed(text, start + index, start + index + piece.length),
  ).filter((span) => span.end > span.start);
}

function trimmed(text: string, start: number, end: number): Span {
  const piece = text.slice(start, end);
  return {
    start: start + (piece.length - piece.trimStart().length),
    end: end - (piece.length - piece.trimEnd().length),
  };
}
