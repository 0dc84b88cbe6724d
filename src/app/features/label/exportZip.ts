import { writeDataSet, type Format } from '../../../data/datasets/formats';
import { labelledSet } from '../../../data/datasets/labelledSet';
import type { LabelledPicture, TextFile } from '../../../data/datasets/labelledPicture';
import { ZipWriter } from '../../../model';

type Write = (pictures: readonly LabelledPicture[]) => readonly TextFile[];

const write =
  (format: Format, folder = ''): Write =>
  (pictures) =>
    writeDataSet(labelledSet(pictures), format).map(({ path, text }) => ({ path: folder + path, text }));

/** The formats, by what the visitor reads, each as files of the zip. */
export const FORMATS = {
  COCO: write('coco'),
  YOLO: write('yolo', 'yolo/'),
  'Pascal VOC': write('voc', 'voc/'),
  CSV: write('csv'),
  'Grounding JSONL': write('jsonl'),
} as const satisfies Record<string, Write>;
export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];

/** One zip with the labels in some formats; without the pictures, which the visitor has. */
export async function exportZip(pictures: readonly LabelledPicture[], formats: readonly FormatName[]): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new ZipWriter({ write: (bytes) => void parts.push(bytes.slice()) });
  const encoder = new TextEncoder();
  for (const format of formats) {
    for (const { path, text } of FORMATS[format](pictures)) await zip.add(path, encoder.encode(text));
  }
  await zip.finish();
  return new Blob(parts, { type: 'application/zip' });
}
