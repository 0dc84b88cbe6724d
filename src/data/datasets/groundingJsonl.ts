import type { Box, Span } from '../../model';
import { joinCaptions } from './captions';
import type { LabelledPicture } from './labelledPicture';
import { rounded, type LabelledSet } from './labelledSet';

/**
 * Grounding data, a line per picture, as readGroundingLine reads it. Boxes belong to words of the caption; labels that the caption does
 * not have are written behind it. A picture without any words is left out.
 */
export function writeGroundingJsonl({ pictures }: LabelledSet): string {
  const lines = pictures.map(lineOf).filter(({ caption }) => caption !== '');
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function lineOf({ name, caption: original, boxes }: LabelledPicture) {
  let caption = original;
  const phrases = new Map<string, Span & { boxes: Box[]; label?: string }>();
  const append = (label: string): Span => {
    caption = joinCaptions(caption, label);
    return { start: caption.length - label.length, end: caption.length };
  };
  for (const { box, label, span } of boxes) {
    const { start, end } = span ?? findWords(caption, label) ?? append(label);
    const key = `${start}-${end} ${label}`;
    const isSpelledSo = caption.slice(start, end) === label;
    const phrase = phrases.get(key) ?? { start, end, boxes: [], ...(isSpelledSo ? {} : { label }) };
    const [x0, y0, x1, y1] = box;
    phrase.boxes.push([rounded(x0), rounded(y0), rounded(x1), rounded(y1)]);
    phrases.set(key, phrase);
  }
  return { image: name, caption, phrases: [...phrases.values()].sort((a, b) => a.start - b.start) };
}

/** Where whole words stand in a text, whatever their case. */
function findWords(text: string, words: string): Span | undefined {
  const literal = words.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const match = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu').exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}
