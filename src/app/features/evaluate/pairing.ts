import type { CocoImage } from '../../../data/datasets/cocoFile';
import type { PlacedLine } from '../../../data/datasets/groundingLine';
import type { DataSet } from '../../../workers/messages/scoring';
import type { PathFile } from '../../lib/pathFile';
import type { PictureIndex } from '../../lib/pictureIndex';

/** A piece of work: one picture with what is said of it. */
export type Task = { readonly picture: PathFile } & (
  { readonly kind: 'coco'; readonly image: CocoImage } | { readonly kind: 'grounding'; readonly line: PlacedLine }
);

export interface Pairing {
  /** By the pictures' places in the data set. */
  readonly tasks: ReadonlyMap<number, Task>;
  /** Paths of pictures that are annotated and not there. */
  readonly missing: readonly string[];
}

/** Finds the files of a data set's pictures. */
export function pairPictures(dataSet: DataSet, pictures: PictureIndex<PathFile>): Pairing {
  const tasks = new Map<number, Task>();
  const missing: string[] = [];
  const find = (path: string, index: number, taskOf: (picture: PathFile) => Task) => {
    const picture = pictures.find(path);
    if (picture) tasks.set(index, taskOf(picture));
    else missing.push(path);
  };
  if (dataSet.kind === 'coco')
    for (const [index, image] of dataSet.images.entries())
      find(image.file_name!, index, (picture) => ({ kind: 'coco', picture, image }));
  else
    for (const [index, line] of dataSet.lines.entries())
      find(line.image, index, (picture) => ({ kind: 'grounding', picture, line }));
  return { tasks, missing };
}
