import { writeCoco } from '../../../data/datasets/coco';
import { writeCsv } from '../../../data/datasets/csv';
import { writeGroundingJsonl } from '../../../data/datasets/groundingJsonl';
import type { LabelledPicture, TextFile } from '../../../data/datasets/labelledPicture';
import { writeVoc } from '../../../data/datasets/voc';
import { writeYolo } from '../../../data/datasets/yolo';
import { ZipWriter } from '../../../model';

type Write = (pictures: readonly LabelledPicture[]) => readonly TextFile[];

const inFolder =
  (folder: string, write: Write): Write =>
  (pictures) =>
    write(pictures).map(({ path, text }) => ({ path: `${folder}/${path}`, text }));

/** The formats, by what the visitor reads, each as files of the zip. */
export const FORMATS = {
  COCO: (pictures) => [{ path: 'coco.json', text: writeCoco(pictures) }],
  YOLO: inFolder('yolo', writeYolo),
  'Pascal VOC': inFolder('voc', writeVoc),
  CSV: (pictures) => [{ path: 'labels.csv', text: writeCsv(pictures) }],
  'Grounding JSONL': (pictures) => [{ path: 'grounding.jsonl', text: writeGroundingJsonl(pictures) }],
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
