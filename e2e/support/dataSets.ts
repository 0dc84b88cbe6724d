import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CocoTruth } from '../../src/model/evaluate/cocoFile';
import { sampleNamed, samplePicture, type Sample } from './truth';

/** Data sets of the gallery's scenes, whose boxes are known. */

/** Phrases without "a" and the like are categories. */
const nameOf = ({ prompt }: Sample, { start, end }: { start: number; end: number }) => prompt.slice(start, end).toLowerCase().replace(/^(a|an|the|two|three) /, '');

export function cocoOf(names: readonly string[]): CocoTruth {
  const chosen = names.map(sampleNamed);
  const categories = [...new Set(chosen.flatMap((each) => each.phrases.map((phrase) => nameOf(each, phrase))))].map((name, i) => ({ id: i + 1, name }));
  return {
    images: chosen.map(({ file, width, height }, i) => ({ id: i + 1, file_name: file, width, height })),
    categories,
    annotations: chosen.flatMap((each, i) =>
      each.phrases.flatMap((phrase) =>
        phrase.boxes.map(([x0, y0, x1, y1]) => ({
          image_id: i + 1,
          category_id: categories.find(({ name }) => name === nameOf(each, phrase))!.id,
          bbox: [x0!, y0!, x1! - x0!, y1! - y0!] as const,
          area: (x1! - x0!) * (y1! - y0!),
          iscrowd: false,
        })),
      ),
    ),
  };
}

export const groundingOf = (names: readonly string[]): string =>
  names
    .map(sampleNamed)
    .map(({ file, prompt, phrases }) => JSON.stringify({ image: file, caption: prompt, phrases }))
    .join('\n');

/** Writes files into a folder of the test's own. @returns the folder */
export function folderOf(root: string, files: Readonly<Record<string, string | Buffer>>): string {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

export const picturesOf = (names: readonly string[]): Record<string, Buffer> => Object.fromEntries(names.map(sampleNamed).map((each) => [`images/${each.file}`, samplePicture(each)]));
