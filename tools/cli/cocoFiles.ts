import {
  readCocoResults,
  readCocoTruth,
  type CocoImage,
  type CocoResult,
  type CocoTruth,
} from '../../src/data/datasets/cocoFile';
import { readAt } from '../../src/model';
import { expectFolder, findPicture, readTextFile } from './dataSet';

/** An annotated picture that has been looked up. */
export interface CocoTask {
  readonly image: CocoImage;
  /** The picture on disk. */
  readonly imageFile: string;
  /** Where it is named, for messages: "val.json: images[3].file_name". */
  readonly place: string;
}

/** @throws Error with one sentence that names the file and the field. */
export async function readTruthFile(file: string): Promise<CocoTruth> {
  const text = await readTextFile(file);
  return readAt(file, () => readCocoTruth(text));
}

/** @throws Error with one sentence that names the file and the field. */
export async function readResultsFile(file: string, truth: CocoTruth): Promise<CocoResult[]> {
  const text = await readTextFile(file);
  return readAt(file, () => readCocoResults(text, truth));
}

/**
 * Looks up all pictures of an annotation file, before a model runs on the first.
 * @throws Error with one sentence that names the file and the field.
 */
export async function findCocoPictures(truth: CocoTruth, file: string, images: string): Promise<CocoTask[]> {
  await expectFolder(images);
  for (const field of ['images', 'categories'] as const) {
    if (truth[field].length === 0) throw new Error(`${file} holds no ${field}.`);
  }
  const tasks: CocoTask[] = [];
  for (const [i, image] of truth.images.entries()) {
    const place = `${file}: images[${i}].file_name`;
    if (image.file_name === undefined) throw new Error(`${place} must be a text that is not empty.`);
    tasks.push({ image, imageFile: await findPicture(images, image.file_name, place), place });
  }
  return tasks;
}
