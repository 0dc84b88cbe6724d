import type { CocoImage, CocoTruth } from '../../model/evaluate/cocoFile';
import { readCocoTruth } from '../../model/evaluate/cocoFile';
import { readAt } from '../../model/evaluate/fields';
import { readGroundingLines, type PlacedLine } from '../../model/evaluate/groundingLine';
import type { PathFile } from '../files/pathFile';
import type { PictureIndex } from '../files/pictureIndex';

/** Annotations of pictures, as their file has them. */
export type DataSet = { readonly kind: 'coco'; readonly name: string; readonly truth: CocoTruth } | { readonly kind: 'grounding'; readonly name: string; readonly lines: readonly PlacedLine[] };

/** A piece of work: one picture with what is true of it. */
export type Task = { readonly kind: 'coco'; readonly picture: PathFile; readonly image: CocoImage } | { readonly kind: 'grounding'; readonly picture: PathFile; readonly line: PlacedLine };

export interface Pairing {
  readonly tasks: readonly Task[];
  /** Paths of pictures that are annotated and not there. */
  readonly missing: readonly string[];
}

/** Longer texts do not fit into a string of every browser. */
const MAX_BYTES = 500e6;

export const isAnnotationName = (path: string) => /\.jsonl?$/i.test(path);

/** Reads COCO annotations (.json) or grounding data (.jsonl). @throws Error with one sentence about the file. */
export async function readDataSet({ path: name, file }: PathFile): Promise<DataSet> {
  if (file.size > MAX_BYTES) throw new Error(`${name} is too large to be read in a browser: ${Math.round(file.size / 1e6)} MB, and the limit is ${MAX_BYTES / 1e6} MB.`);
  const text = await file.text();
  if (/\.jsonl$/i.test(name)) return { kind: 'grounding', name, lines: readGroundingLines(text, name) };
  if (/^\s*\[/.test(text)) throw new Error(`${name} is a list, as results are. Annotations are an object with images, categories and annotations.`);
  const truth = readAt(name, () => readCocoTruth(text));
  for (const field of ['images', 'categories'] as const) if (truth[field].length === 0) throw new Error(`${name} holds no ${field}.`);
  const nameless = truth.images.findIndex((image) => image.file_name === undefined);
  if (nameless >= 0) throw new Error(`${name}: images[${nameless}].file_name must be a text that is not empty.`);
  return { kind: 'coco', name, truth };
}

export function pairPictures(dataSet: DataSet, pictures: PictureIndex<PathFile>): Pairing {
  const missing: string[] = [];
  const find = (path: string, taskOf: (picture: PathFile) => Task): Task[] => {
    const picture = pictures.find(path);
    if (!picture) missing.push(path);
    return picture ? [taskOf(picture)] : [];
  };
  const tasks =
    dataSet.kind === 'coco'
      ? dataSet.truth.images.flatMap((image) => find(image.file_name!, (picture) => ({ kind: 'coco', picture, image })))
      : dataSet.lines.flatMap((line) => find(line.image, (picture) => ({ kind: 'grounding', picture, line })));
  return { tasks, missing };
}
