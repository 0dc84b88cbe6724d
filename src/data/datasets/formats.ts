import { writeCoco } from './coco';
import { writeCsv } from './csv';
import { writeGroundingJsonl } from './groundingJsonl';
import type { TextFile } from './labelledPicture';
import { clippedSet, type LabelledSet } from './labelledSet';
import { Notes } from './notes';
import { writeVoc } from './voc';
import { writeYolo } from './yolo';

/** The formats that a data set can be written in, by their short names, each as files in a folder. */
const WRITERS = {
  coco: (set) => [{ path: 'coco.json', text: writeCoco(set) }],
  yolo: writeYolo,
  voc: writeVoc,
  csv: (set) => [{ path: 'labels.csv', text: writeCsv(set) }],
  jsonl: (set) => [{ path: 'grounding.jsonl', text: writeGroundingJsonl(set) }],
} as const satisfies Record<string, (set: LabelledSet) => TextFile[]>;

export type Format = keyof typeof WRITERS;
export const FORMATS: readonly Format[] = ['coco', 'yolo', 'voc', 'csv', 'jsonl'];

/** The files of a data set in some format, its boxes cut at the edges of their pictures. @param notes is told of boxes that were cut or left out. */
export const writeDataSet = (set: LabelledSet, format: Format, notes = new Notes()): TextFile[] =>
  WRITERS[format](clippedSet(set, notes));
