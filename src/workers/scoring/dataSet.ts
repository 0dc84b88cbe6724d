import { readCocoResults, readCocoTruth, type CocoResult, type CocoTruth } from '../../data/datasets/cocoFile';
import { readAt } from '../../model';
import { readGroundingLines, type PlacedLine } from '../../data/datasets/groundingLine';

/** Annotations of pictures, as their file has them. */
export type Annotations =
  | { readonly kind: 'coco'; readonly truth: CocoTruth }
  | { readonly kind: 'grounding'; readonly lines: readonly PlacedLine[] };

/** Longer texts do not fit into a string of every browser. */
const MAX_BYTES = 500e6;

/** Reads COCO annotations (.json) or grounding data (.jsonl). @throws Error with one sentence about the file. */
export async function readAnnotations(file: Blob, name: string): Promise<Annotations> {
  const text = await textOf(file, name);
  if (/\.jsonl$/i.test(name)) return { kind: 'grounding', lines: readGroundingLines(text, name) };
  const truth = readAt(name, () => readCocoTruth(text));
  for (const field of ['images', 'categories'] as const)
    if (truth[field].length === 0) throw new Error(`${name} holds no ${field}.`);
  const nameless = truth.images.findIndex((image) => image.file_name === undefined);
  if (nameless >= 0) throw new Error(`${name}: images[${nameless}].file_name must be a text that is not empty.`);
  return { kind: 'coco', truth };
}

/** Reads a COCO results file. @throws Error with one sentence about the file, one that fits other annotations included. */
export async function readResults(file: Blob, name: string, truth: CocoTruth): Promise<CocoResult[]> {
  const text = await textOf(file, name);
  const results = readAt(name, () => readCocoResults(text, truth));
  if (results.length === 0) throw new Error(`${name} holds no detections.`);
  return results;
}

function textOf(file: Blob, name: string): Promise<string> {
  if (file.size > MAX_BYTES)
    throw new Error(
      `${name} is too large to be read in a browser: ${Math.round(file.size / 1e6)} MB, and the limit is ${MAX_BYTES / 1e6} MB.`,
    );
  return file.text();
}
