import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Pixels } from '../../src/model';
import { readImageFile } from './imageFile';

/** Files of a data set: annotations, and pictures that they name. What they say is not trusted. */

/** @throws Error with one sentence for whoever named the file. */
export async function readTextFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`,
      { cause },
    );
  });
}

/** @throws Error where there is no such folder. */
export async function expectFolder(folder: string): Promise<void> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new Error(`There is no folder ${folder}.`);
}

/**
 * The picture on disk that a data set names, inside of its folder.
 * @param place where it is named, for messages: "scenes.jsonl, line 3: image"
 * @throws Error for a name that leaves the folder, and where there is no such picture.
 */
export async function findPicture(folder: string, name: string, place: string): Promise<string> {
  const file = path.resolve(folder, name);
  const inside = path.relative(folder, file);
  if (path.isAbsolute(name) || inside === '..' || inside.startsWith(`..${path.sep}`)) {
    throw new Error(`${place} must lie in ${folder}, unlike ${JSON.stringify(name)}.`);
  }
  if (!(await stat(file).catch(() => undefined))?.isFile())
    throw new Error(`${place} ${JSON.stringify(name)} is not in ${folder}.`);
  return file;
}

/** @throws Error that says where the picture is named if it cannot be read. */
export async function readPicture({
  imageFile,
  place,
}: {
  readonly imageFile: string;
  readonly place: string;
}): Promise<Pixels> {
  return readImageFile(imageFile).catch((error: Error) => {
    throw new Error(`${place}: ${error.message}`, { cause: error });
  });
}
