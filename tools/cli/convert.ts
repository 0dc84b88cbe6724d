/** Converts a data set from any format that is read into one that is written. No model runs. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { FORMATS, writeDataSet, type Format } from '../../src/data/datasets/formats';
import { Notes } from '../../src/data/datasets/notes';
import { readDataSet } from '../../src/data/datasets/readDataSet';
import type { SourceFile } from '../../src/data/datasets/zipFiles';
import { parseCommand, printNotes, runCommand } from './command';
import { filesIn, sizeOfPicture, writeFiles } from './dataSet';
import { readFormat } from './format';

const USAGE = `Usage: npm run convert -- --from PATH --to ${FORMATS.join('|')} --out DIR`;

async function main(args: readonly string[]): Promise<void> {
  const { from, to, out } = readArguments(args);
  const notes = new Notes();
  const files = await sourceFiles(from);
  const { set } = await readDataSet(files, sizeOfPicture, notes);
  const written = writeDataSet(set, to, notes);
  await writeFiles(written, out);
  printNotes(notes.lines());
  const boxes = set.pictures.reduce((sum, picture) => sum + picture.boxes.length, 0);
  console.log(
    `${set.pictures.length} pictures, ${boxes} boxes, ${set.classes.length} classes: ${written.length} files in ${out}`,
  );
}

function readArguments(args: readonly string[]): { readonly from: string; readonly to: Format; readonly out: string } {
  const text = { type: 'string' } as const;
  const { from, to, out } = parseCommand(args, USAGE, { from: text, to: text, out: text }).values;
  if (!from) throw new Error(`--from needs a folder, a zip or a file of annotations. ${USAGE}`);
  if (!out) throw new Error(`--out needs a folder to write into. ${USAGE}`);
  return { from, to: readFormat('to', to ?? '', USAGE), out };
}

/** All files of a folder, or one file alone. */
async function sourceFiles(from: string): Promise<SourceFile[]> {
  const kind = await stat(from).catch(() => undefined);
  if (kind?.isFile()) return [{ path: path.basename(from), bytes: () => readFile(from) }];
  if (!kind?.isDirectory()) throw new Error(`There is no file or folder ${from}.`);
  return filesIn(from);
}

runCommand(main);
