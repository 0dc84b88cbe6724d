import type { Span } from '../../types';

/** `normalizer` of a BERT tokenizer.json. `stripAccents: null` follows `lowercase`. */
export interface NormalizerRules {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean | null;
  readonly lowercase: boolean;
}

/** One code point of the normalised text and the range of the original it comes from. */
export interface SourceChar extends Span {
  readonly text: string;
}

/** BERT's text normalisation, every character of the result knowing where it comes from. */
export function normalize(text: string, rules: NormalizerRules): SourceChar[] {
  let chars = codePoints(text);
  if (rules.cleanText) chars = clean(chars);
  if (rules.handleChineseChars) chars = spaceIdeographs(chars);
  if (rules.lowercase) chars = lowercase(chars);
  if (rules.stripAccents ?? rules.lowercase) chars = stripAccents(chars);
  return chars;
}

function codePoints(text: string): SourceChar[] {
  let start = 0;
  return Array.from(text, (char) => ({ text: char, start, end: (start += char.length) }));
}

const REMOVED = /[\0\ufffd\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
const KEPT_CONTROLS = /[\t\n\r]/;

function clean(chars: readonly SourceChar[]): SourceChar[] {
  return chars
    .filter(({ text }) => KEPT_CONTROLS.test(text) || !REMOVED.test(text))
    .map((char) => (/\s/u.test(char.text) ? { ...char, text: ' ' } : char));
}

/** transformers.js looks at UTF-16 units here, so ideographs beyond the basic plane stay unspaced; ids must equal its ids. */
const IDEOGRAPH = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]$/;

function spaceIdeographs(chars: readonly SourceChar[]): SourceChar[] {
  return chars.flatMap((char) => {
    if (!IDEOGRAPH.test(char.text)) return [char];
    const { start, end } = char;
    return [{ text: ' ', start, end: start }, char, { text: ' ', start: end, end }];
  });
}

function lowercase(chars: readonly SourceChar[]): SourceChar[] {
  // The whole string at once, because Greek sigma looks at its neighbours; one character alone tells only how long its lower case is.
  const lower = joined(chars).toLowerCase();
  let at = 0;
  return chars.flatMap((char) => {
    const length = char.text.toLowerCase().length;
    return spread(lower.slice(at, (at += length)), char);
  });
}

function stripAccents(chars: readonly SourceChar[]): SourceChar[] {
  return clusters(chars)
    .flatMap(decompose)
    .filter(({ text }) => !/[\u0300-\u036f]/.test(text));
}

/** A character with the combining marks behind it: canonical decomposition moves marks within, never across. */
function clusters(chars: readonly SourceChar[]): SourceChar[][] {
  const result: SourceChar[][] = [];
  for (const char of chars) {
    const last = result.at(-1);
    if (last && /\p{M}/u.test(char.text)) last.push(char);
    else result.push([char]);
  }
  return result;
}

function decompose(cluster: SourceChar[]): SourceChar[] {
  if (cluster.length === 1 && /^[\0-\x7f]$/.test(cluster[0]!.text)) return cluster;
  const parts = new Map<string, SourceChar[]>();
  for (const part of cluster.flatMap((char) => spread(char.text.normalize('NFD'), char)).reverse()) {
    const equal = parts.get(part.text);
    if (equal) equal.push(part);
    else parts.set(part.text, [part]);
  }
  // The order of equal marks is kept, so the first one left is the right one.
  return Array.from(joined(cluster).normalize('NFD'), (text) => parts.get(text)!.pop()!);
}

const joined = (chars: readonly SourceChar[]) => chars.map((char) => char.text).join('');
const spread = (text: string, { start, end }: Span): SourceChar[] =>
  Array.from(text, (char) => ({ text: char, start, end }));
