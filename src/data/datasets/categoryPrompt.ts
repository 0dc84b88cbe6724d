import type { ParsedPrompt, Span } from '../../model';
import type { CocoCategory } from './cocoFile';

/** The official prompt of a detection data set, "cat. dog. traffic light", with the span of each category's words in it. */
export interface CategoryPrompt {
  readonly prompt: string;
  /** One per category, in their order. */
  readonly spans: readonly Span[];
  /** A caption where there are words that belong to no category: they must be read too. */
  readonly spansOnly: ParsedPrompt['kind'];
}

/** How a category is asked for: the official caption prompt. Only `name` is looked for; prefix and suffix describe it. */
export interface CategoryWording {
  readonly prefix: string;
  readonly name: string;
  readonly suffix: string;
}

const SEPARATOR = '. ';

export function categoryPrompt(wordings: readonly CategoryWording[]): CategoryPrompt {
  let prompt = '';
  const spans = wordings.map(({ prefix, name, suffix }, i) => {
    prompt += (i > 0 ? SEPARATOR : '') + prefix;
    const start = prompt.length;
    prompt += name + suffix;
    return { start, end: start + name.length };
  });
  return {
    prompt,
    spans,
    spansOnly: wordings.some(({ prefix, suffix }) => prefix + suffix !== '') ? 'caption' : 'list',
  };
}

/** A category by its name alone. */
export const plainWording = ({ name }: CocoCategory): CategoryWording => ({
  prefix: '',
  name: phraseOf(name),
  suffix: '',
});

/** Without remarks in brackets and underscores: the official `clean_name`. */
function phraseOf(name: string): string {
  const clean = name
    .replace(/\(.*\)/s, '')
    .replace(/[_\s]+/g, ' ')
    .trim();
  return clean === '' ? name.trim() : clean;
}
