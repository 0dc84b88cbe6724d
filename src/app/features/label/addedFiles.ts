import { readCaptionLines, readCaptionTable } from '../../../data/datasets/captions';
import { withoutEnding } from '../../../data/datasets/labelledPicture';
import { isPictureName, type PathFile } from '../../lib/pathFile';
import { PictureIndex } from '../../lib/pictureIndex';

/** What a visitor brings for labelling, by what it is for. */
export interface AddedFiles {
  readonly pictures: readonly PathFile[];
  /** Annotations in COCO's format. */
  readonly annotations: readonly PathFile[];
  /** By the pictures' paths, of those brought and those that were there. */
  readonly captions: ReadonlyMap<string, string>;
  /** Captions of pictures that are not there. */
  readonly unused: number;
}

/**
 * Sorts files, and finds for every picture its caption: in lines (.jsonl), a table (.csv), or a text of the same name beside it (.txt).
 * @param kept paths of the pictures that are there already. @throws Error with one sentence about the file that cannot be read.
 */
export async function sortAdded(files: readonly PathFile[], kept: readonly string[]): Promise<AddedFiles> {
  // Browsers list folders in any order.
  const pictures = files
    .filter(({ path }) => isPictureName(path))
    .sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
  const paths = [...pictures.map(({ path }) => path), ...kept];
  const index = new PictureIndex(paths.map((path) => ({ path })));
  const captions = new Map<string, string>();
  let unused = 0;
  const caption = (picture: string | undefined, text: string) => {
    if (picture === undefined) unused++;
    else if (text.trim() !== '') captions.set(picture, text.trim());
  };
  const byStem = new Map(paths.map((path) => [withoutEnding(path), path]));
  for (const { path, file } of files) {
    if (/\.txt$/i.test(path)) caption(byStem.get(withoutEnding(path)), await file.text());
    const read = /\.jsonl$/i.test(path) ? readCaptionLines : /\.csv$/i.test(path) ? readCaptionTable : undefined;
    for (const [name, text] of read?.(await file.text(), path) ?? []) caption(index.find(name)?.path, text);
  }
  return { pictures, annotations: files.filter(({ path }) => /\.json$/i.test(path)), captions, unused };
}
