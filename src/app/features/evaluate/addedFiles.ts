import { isPictureName, type PathFile } from '../../lib/pathFile';

/** What a visitor brings for an evaluation, by what it is for. */
export interface AddedFiles {
  readonly annotations: readonly PathFile[];
  /** COCO results: lists, which annotations are not. */
  readonly results: readonly PathFile[];
  readonly pictures: readonly PathFile[];
}

export async function sortAdded(files: readonly PathFile[]): Promise<AddedFiles> {
  const annotations: PathFile[] = [];
  const results: PathFile[] = [];
  for (const file of files) {
    if (/\.jsonl?$/i.test(file.path)) ((await isList(file)) ? results : annotations).push(file);
  }
  return { annotations, results, pictures: files.filter(({ path }) => isPictureName(path)) };
}

/** Told by its beginning: it may be large. */
const BEGINNING = 256;
const isList = async ({ path, file }: PathFile) =>
  /\.json$/i.test(path) && /^\s*\[/.test(await file.slice(0, BEGINNING).text());
