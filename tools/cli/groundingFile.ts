import { readGroundingLines, type PlacedLine } from '../../src/data/datasets/groundingLine';
import { expectFolder, findPicture, readTextFile } from './dataSet';

/** A line whose picture has been looked up. */
export interface GroundingTask extends PlacedLine {
  /** The picture on disk. */
  readonly imageFile: string;
}

/**
 * Reads a grounding data set. All of it is checked before the first picture is grounded: a fault in the last line should not cost an hour.
 * @throws Error with one sentence that names the file, the line and the field.
 */
export async function readGroundingFile(file: string, images: string): Promise<GroundingTask[]> {
  const text = await readTextFile(file);
  await expectFolder(images);
  const tasks: GroundingTask[] = [];
  for (const line of readGroundingLines(text, file)) {
    tasks.push({ ...line, imageFile: await findPicture(images, line.image, `${line.place}: image`) });
  }
  return tasks;
}
