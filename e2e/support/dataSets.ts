import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CocoResult, CocoTruth } from '../../src/data/datasets/cocoFile';
import { Random } from '../../src/app/features/scenes/generator/random';
import { sampleNamed, samplePicture, type Sample } from './truth';

/** Data sets of the gallery's scenes, whose boxes are known. */

/** Phrases without "a" and the like are categories. */
const nameOf = ({ prompt }: Sample, { start, end }: { start: number; end: number }) =>
  prompt
    .slice(start, end)
    .toLowerCase()
    .replace(/^(a|an|the|two|three) /, '');

export function cocoOf(names: readonly string[]): CocoTruth {
  const chosen = names.map(sampleNamed);
  const categories = [...new Set(chosen.flatMap((each) => each.phrases.map((phrase) => nameOf(each, phrase))))].map(
    (name, i) => ({ id: i + 1, name }),
  );
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

export const picturesOf = (names: readonly string[]): Record<string, Buffer> =>
  Object.fromEntries(names.map(sampleNamed).map((each) => [`images/${each.file}`, samplePicture(each)]));

/** A data set of many pictures without files, about five boxes each, with results that hit every one and miss as often: the same at each call. */
export function largeCoco(pictures: number, categories: number): { truth: CocoTruth; results: CocoResult[] } {
  const { whole, between } = new Random(1);
  const annotations = Array.from({ length: 5 * pictures }, (_, i) => {
    const [width, height] = [whole(8, 207), whole(8, 207)];
    return {
      image_id: 1 + Math.floor(i / 5),
      category_id: whole(1, categories),
      bbox: [whole(0, 640 - width), whole(0, 480 - height), width, height] as const,
      area: width * height,
      iscrowd: false,
    };
  });
  const results = annotations.flatMap(({ image_id, category_id, bbox: [x, y, width, height] }) => [
    { image_id, category_id, bbox: [x + whole(0, 19), y, width, height] as const, score: between(0, 1) },
    {
      image_id,
      category_id: whole(1, categories),
      bbox: [whole(0, 640 - width), whole(0, 480 - height), width, height] as const,
      score: between(0, 1),
    },
  ]);
  return {
    truth: {
      images: Array.from({ length: pictures }, (_, i) => ({
        id: i + 1,
        file_name: `${i + 1}.jpg`,
        width: 640,
        height: 480,
      })),
      categories: Array.from({ length: categories }, (_, i) => ({ id: i + 1, name: `thing ${i + 1}` })),
      annotations,
    },
    results,
  };
}
