import { readGroundingLines, type PlacedLine } from '../../src/data/datasets/groundingLine';
import { Notes } from '../../src/data/datasets/notes';
import { expectFolder, findPictures, readTextFile } from './dataSet';

/** A line whose picture has been looked up. */
export interface GroundingTask extends PlacedLine {
  /** The picture on disk. */
  readonly imageFile: string;
}

/**
 * Reads a grounding data set. All of it is checked before the first picture is grounded: a fault in the last line should not cost an hour.
 * @throws Error with one sentence that names the file, the line and the field.
 */
export async function readGroundingFile(file: string, images: string, notes = new Notes()): Promise<GroundingTask[]> {
  const text = await readTextFile(file);
  await expectFolder(images);
  const lines = readGroundingLines(text, file);
  const named = lines.map(({ image, place }) => ({ name: image, place: `${place}: image` }));
  const found = await findPictures(images, named, notes);
  return lines.flatMap((line, i): GroundingTask[] => {
    const imageFile = found[i];
    return imageFile === undefined ? [] : [{ ...line, imageFile }];
  });
}
