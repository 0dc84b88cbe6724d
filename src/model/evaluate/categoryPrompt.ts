import type { Span } from '../types';
import type { CocoCategory } from './cocoFile';

/** The official prompt of a detection data set, "cat. dog. traffic light", with the span of each category's name in it. */
export interface CategoryPrompt {
  readonly prompt: string;
  /** One per category, in their order. */
  readonly spans: readonly Span[];
}

const SEPARATOR = '. ';

export function categoryPrompt(categories: readonly CocoCategory[]): CategoryPrompt {
  const names = categories.map(({ name }) => phraseOf(name));
  let start = 0;
  const spans = names.map((name) => {
    const span = { start, end: start + name.length };
    start = span.end + SEPARATOR.length;
    return span;
  });
  return { prompt: names.join(SEPARATOR), spans };
}

/** Without remarks in brackets and underscores: the official `clean_name`. */
function phraseOf(name: string): string {
  const clean = name.replace(/\(.*\)/s, '').replace(/[_\s]+/g, ' ').trim();
  return clean === '' ? name.trim() : clean;
}
