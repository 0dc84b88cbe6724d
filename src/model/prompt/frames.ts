import { PICTURES } from './chunker/lexicon';

/**
 * What stands around the things of a prompt when it comes from a file, a list or a template: the numbers and bullets of a list, the
 * keys of a data.yaml, "a photo of a". Everything here gives a text back whose offsets are those of the text that came in.
 */

/** The text without list marks, yaml keys and templates: spaces stand in their place, or a line break where they separate. */
export const withoutFrames = (text: string): string => withoutTemplates(withoutMarks(withoutYamlKeys(text)));

const blank = (text: string) => text.replace(/[^\n\r]/g, ' ');

/** In a pasted data.yaml the names are what is looked for; "nc: 3" or "path: data" are not. */
function withoutYamlKeys(text: string): string {
  if (!/^[ \t]*names[ \t]*:/m.test(text)) return text;
  return text.replace(/^[ \t]*names[ \t]*:/gm, blank).replace(/^[a-z_]\w*[ \t]*:.*$/gim, blank);
}

const BULLET = /(?<=^|\n)[ \t]*(?:[-–—*•][ \t]+)?(?:\d+[.):]|\(\d+\)|\[\d+\])?(?<=[^ \t\n])[ \t]+/g;
const NUMBER = /(?<=^|[\s,;])(?:(\d{1,4})[.):]|\((\d{1,4})\)|\[(\d{1,4})\])(?=\s)/g;

/**
 * Takes away bullets and numbers at the beginning of a line ("- cat", "0: cat"), and numbers within it that go on counting
 * ("1. cat 2. dog"), which begin a line of their own.
 */
function withoutMarks(text: string): string {
  let plain = text.replace(BULLET, blank);
  let next: number | undefined;
  for (const { index, 0: mark, 1: point, 2: round, 3: square } of text.matchAll(NUMBER)) {
    const number = Number(point ?? round ?? square);
    const end = index + mark.length;
    const opensLine = plain.slice(index, end).trim() === '';
    if (number !== next && !(opensLine && number <= 1)) continue;
    next = number + 1;
    if (!opensLine) plain = `${plain.slice(0, index)}\n${' '.repeat(mark.length - 1)}${plain.slice(end)}`;
  }
  return plain;
}

const TEMPLATE = new RegExp(
  `(?<=^\\s*|[.,;\\n]\\s*)(?:(?:this|it|here|there)\\s+is\\s+)?(?:(?:an?|the|one)\\s+)?(?:[\\p{L}-]+\\s+){0,4}?` +
    `(?:${[...PICTURES].join('|')}|rendering|itap)\\s+of\\s+(?=\\S)`,
  'giu',
);

/** "a photo of a cat. a photo of a dog.": where the prompt begins with such a template, all of its items lose it. */
function withoutTemplates(text: string): string {
  const first = TEMPLATE.exec(text)?.index ?? -1;
  TEMPLATE.lastIndex = 0;
  return first >= 0 && text.slice(0, first).trim() === '' ? text.replace(TEMPLATE, blank) : text;
}
