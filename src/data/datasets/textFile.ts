import { FieldError, parseJson } from '../../model';
import type { Notes } from './notes';

/** Texts as tools and spreadsheets write them: with byte-order marks, in older encodings, with numbers that JSON does not have. */

const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The text of a file: in the encoding that its byte-order mark names, else UTF-8, else what Windows wrote in western countries. */
export function decodeText(bytes: Uint8Array): string {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked) return new TextDecoder(marked[0]).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Without the byte-order mark that Windows tools begin a file with. */
export const withoutMark = (text: string) => text.replace(/^\ufeff/, '');

/** Strings, whose content stays as it is, and the numbers that Python writes and JSON does not have. */
const STRING_OR_ODD_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs;

/**
 * Reads JSON, also as Python writes it: NaN becomes null, Infinity a number beyond all others.
 * @param what the text stands for, for the message: "the file"
 * @throws FieldError where it is no JSON for another reason.
 */
export function readJson(text: string, what: string, notes?: Notes): unknown {
  const plain = withoutMark(text);
  try {
    return parseJson(plain, what);
  } catch (error) {
    let odd = 0;
    const mended = plain.replace(STRING_OR_ODD_NUMBER, (token) => {
      if (token.startsWith('"')) return token;
      odd++;
      return token.endsWith('NaN') ? 'null' : token.replace('Infinity', '1e999');
    });
    if (!(error instanceof FieldError) || odd === 0) throw error;
    const value = parseJson(mended, what);
    notes?.add('# number|numbers written as NaN or Infinity was|were read as missing.', odd);
    return value;
  }
}
