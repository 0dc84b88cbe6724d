import type { CategoryWording } from './categoryPrompt';
import { FieldError, parseJson, readList, readObject, readText } from '../../model';

/**
 * Reads an official caption prompt (`CAPTION_PROMPT` of the data set configurations) as JSON: a list of `{prefix, name, suffix}`, one
 * per category in their order.
 * @throws FieldError for the first fault, a number of entries that is not that of the categories included.
 */
export function readCaptionPrompt(text: string, categories: number): CategoryWording[] {
  const list = readList(parseJson(text, 'the caption prompt'), 'the caption prompt');
  if (list.length !== categories)
    throw new FieldError(
      'the caption prompt',
      `a list with one entry per category, ${categories}, unlike ${list.length}`,
    );
  return list.map((item, i) => {
    const { prefix, name, suffix } = readObject(item, `[${i}]`);
    return {
      prefix: readAffix(prefix, `[${i}].prefix`),
      name: readText(name, `[${i}].name`).trim(),
      suffix: readAffix(suffix, `[${i}].suffix`),
    };
  });
}

/** Left out where there is none. */
function readAffix(value: unknown, path: string): string {
  if (value == null) return '';
  if (typeof value !== 'string') throw new FieldError(path, 'a text');
  return value;
}
