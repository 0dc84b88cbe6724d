import { mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isHidden, isPictureName, PictureNames } from '../../src/data/datasets/pictureNames';
import type { TextFile } from '../../src/data/datasets/labelledPicture';
import type { Notes } from '../../src/data/datasets/notes';
import { decodeText } from '../../src/data/datasets/textFile';
import type { SourceFile } from '../../src/data/datasets/zipFiles';
import type { Pixels } from '../../src/model';
import { imageSize, readImageFile, type ReadOptions } from './imageFile';

/** Files of a data set: annotations, and pictures that they name. What they say is not trusted. */

/** @throws Error with one sentence for whoever named the file. */
export async function readTextFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`,
      { cause },
    );
  });
  return decodeText(bytes);
}

/** @throws Error where there is no such folder. */
export async function expectFolder(folder: string): Promise<void> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new Error(`There is no folder ${folder}.`);
}

/** A file on disk. */
export interface DiskFile extends SourceFile {
  /** Where it lies, for opening it. */
  readonly file: string;
}

/** All files of a folder with those of the folders in it, by their paths within it; hidden ones aside. @throws Error where there is none. */
export async function filesIn(folder: string): Promise<DiskFile[]> {
  await expectFolder(folder);
  const files: DiskFile[] = [];
  const walk = async (inner: string, above: readonly string[]) => {
    const place = await realpath(path.join(folder, inner));
    if (above.includes(place)) return; // A link that leads round in a circle.
    for (const name of await readdir(place)) {
      const within = inner === '' ? name : `${inner}/${name}`;
      if (isHidden(within) || within === '__MACOSX') continue;
      const file = path.join(folder, within);
      const kind = await stat(file).catch(() => undefined);
      if (kind?.isDirectory()) await walk(within, [...above, place]);
      else if (kind?.isFile()) files.push({ path: within, file, bytes: () => readFile(file) });
    }
  };
  await walk('', []);
  return files.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** The size of a picture for readDataSet. */
export const sizeOfPicture = async (picture: SourceFile) => imageSize(await picture.bytes(), picture.path);

/** Writes files into a folder, which is made where it is not there. @throws Error that names the file that cannot be written. */
export async function writeFiles(files: readonly TextFile[], folder: string): Promise<void> {
  for (const { path: within, text } of files) {
    const file = path.join(folder, within);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (cause) {
      throw new Error(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, {
        cause,
      });
    }
  }
}

/** A picture that an annotation names. */
export interface NamedPicture {
  readonly name: string;
  /** Where it is named, for messages: "scenes.jsonl, line 3: image" */
  readonly place: string;
}

/**
 * The pictures on disk that a data set names, inside of the folder, found by the rule of PictureNames.
 * @throws Error for the first name without a picture.
 */
export async function findPictures(folder: string, named: readonly NamedPicture[], notes: Notes): Promise<string[]> {
  const pictures = new PictureNames((await filesIn(folder)).filter(({ path }) => isPictureName(path)));
  const found = pictures.findAll(
    named.map(({ name }) => name),
    notes,
  );
  return named.map(({ name, place }, i) => {
    const picture = found[i];
    if (picture) return picture.file;
    const why = pictures.isAmbiguous(name) ? 'could be several pictures of' : 'is not in';
    throw new Error(`${place} ${JSON.stringify(name)} ${why} ${folder}.`);
  });
}

/** A picture that is left out, with the reason. */
export class UnreadablePicture extends Error {}

/** @throws UnreadablePicture that says where the picture is named if it cannot be read. */
export async function readPicture(
  { imageFile, place }: { readonly imageFile: string; readonly place: string },
  options?: ReadOptions,
): Promise<Pixels> {
  return readImageFile(imageFile, options).catch((error: Error) => {
    throw new UnreadablePicture(`${place}: ${error.message}`, { cause: error });
  });
}
