import {
  readCocoResults,
  readCocoTruth,
  type CocoImage,
  type CocoResult,
  type CocoTruth,
} from '../../src/data/datasets/cocoFile';
import { readAt } from '../../src/model';
import { Notes } from '../../src/data/datasets/notes';
import { expectFolder, findPictures, readTextFile } from './dataSet';

/** An annotated picture that has been looked up. */
export interface CocoTask {
  readonly image: CocoImage;
  /** The picture on disk. */
  readonly imageFile: string;
  /** Where it is named, for messages: "val.json: images[3].file_name". */
  readonly place: string;
}

/** @throws Error with one sentence that names the file and the field. */
export async function readTruthFile(file: string, notes?: Notes): Promise<CocoTruth> {
  const text = await readTextFile(file);
  return readAt(file, () => readCocoTruth(text, notes));
}

/** @throws Error with one sentence that names the file and the field. */
export async function readResultsFile(file: string, truth: CocoTruth, notes?: Notes): Promise<CocoResult[]> {
  const text = await readTextFile(file);
  return readAt(file, () => readCocoResults(text, truth, notes));
}

/**
 * Looks up all pictures of an annotation file, before a model runs on the first.
 * @throws Error with one sentence that names the file and the field.
 */
export async function findCocoPictures(
  truth: CocoTruth,
  file: string,
  images: string,
  notes = new Notes(),
): Promise<CocoTask[]> {
  await expectFolder(images);
  for (const field of ['images', 'categories'] as const) {
    if (truth[field].length === 0) throw new Error(`${file} holds no ${field}.`);
  }
  const named = truth.images.map(({ file_name: name }, i) => {
    const place = `${file}: images[${i}].file_name`;
    if (name === undefined) throw new Error(`${place} must be a text that is not empty.`);
    return { name, place };
  });
  const found = await findPictures(images, named, notes);
  return truth.images.flatMap((image, i): CocoTask[] => {
    const [imageFile, place] = [found[i], named[i]?.place];
    return imageFile === undefined || place === undefined ? [] : [{ image, imageFile, place }];
  });
}
