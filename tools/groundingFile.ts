import { readGroundingLine, type GroundingLine } from '../src/model/evaluate/groundingLine';
import { expectFolder, findPicture, readFields, readTextFile } from './dataSet';

/** A line whose picture has been looked up. */
export interface GroundingTask extends GroundingLine {
  /** The picture on disk. */
  readonly imageFile: string;
  /** Where the line stands, for messages: "scenes.jsonl, line 3". */
  readonly place: string;
}

/**
 * Reads a grounding data set, one JSON object per line, blank lines aside. All of it is checked before the first picture is
 * grounded: a fault in the last line should not cost an hour.
 * @throws Error with one sentence that names the file, the line and the field.
 */
export async function readGroundingFile(file: string, images: string): Promise<GroundingTask[]> {
  const text = await readTextFile(file);
  await expectFolder(images);
  const tasks: GroundingTask[] = [];
  // Not node:readline, for which U+2028 inside a caption ends a line.
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() !== '') tasks.push(await readTask(line, `${file}, line ${i + 1}`, images));
  }
  if (!tasks.some(({ phrases }) => phrases.length > 0)) throw new Error(`${file} holds no phrases.`);
  return tasks;
}

async function readTask(text: string, place: string, images: string): Promise<GroundingTask> {
  const line = readFields(place, () => readGroundingLine(text));
  return { ...line, imageFile: await findPicture(images, line.image, `${place}: image`), place };
}
