import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FieldError } from '../src/model/evaluate/fields';
import { readGroundingLine, type GroundingLine } from '../src/model/evaluate/groundingLine';

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
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`, { cause });
  });
  if (!(await stat(images).catch(() => undefined))?.isDirectory()) throw new Error(`There is no folder ${images}.`);
  const tasks: GroundingTask[] = [];
  // Not node:readline, for which U+2028 inside a caption ends a line.
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() !== '') tasks.push(await readTask(line, `${file}, line ${i + 1}`, images));
  }
  if (!tasks.some(({ phrases }) => phrases.length > 0)) throw new Error(`${file} holds no phrases.`);
  return tasks;
}

async function readTask(text: string, place: string, images: string): Promise<GroundingTask> {
  const line = readLine(text, place);
  const imageFile = path.resolve(images, line.image);
  const inside = path.relative(images, imageFile);
  if (path.isAbsolute(line.image) || inside === '..' || inside.startsWith(`..${path.sep}`)) {
    throw new Error(`${place}: image must lie in ${images}, unlike "${line.image}".`);
  }
  if (!(await stat(imageFile).catch(() => undefined))?.isFile()) throw new Error(`${place}: image "${line.image}" is not in ${images}.`);
  return { ...line, imageFile, place };
}

function readLine(text: string, place: string): GroundingLine {
  try {
    return readGroundingLine(text);
  } catch (error) {
    if (error instanceof FieldError) throw new Error(`${place}: ${error.message}.`, { cause: error });
    throw error;
  }
}
