import type { Box } from '../../model';
import { withoutEnding, type LabelledPicture, type TextFile } from './labelledPicture';

/** Pascal VOC's format: an XML file per picture, boxes as whole numbers of pixels that count from 1, the last of them inside. */
export const writeVoc = (pictures: readonly LabelledPicture[]): TextFile[] =>
  pictures.map((picture) => ({ path: `Annotations/${withoutEnding(picture.name)}.xml`, text: writePicture(picture) }));

function writePicture({ name, width, height, boxes }: LabelledPicture): string {
  const slash = name.lastIndexOf('/');
  const objects = boxes.flatMap(({ box, label }) => {
    const [xmin, ymin, xmax, ymax] = pixelsOf(box, width, height);
    return [
      '  <object>',
      `    <name>${escape(label)}</name>`,
      '    <pose>Unspecified</pose>',
      '    <truncated>0</truncated>',
      '    <difficult>0</difficult>',
      `    <bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`,
      '  </object>',
    ];
  });
  return [
    '<annotation>',
    `  <folder>${escape(name.slice(0, Math.max(0, slash)))}</folder>`,
    `  <filename>${escape(name.slice(slash + 1))}</filename>`,
    `  <size><width>${width}</width><height>${height}</height><depth>3</depth></size>`,
    '  <segmented>0</segmented>',
    ...objects,
    '</annotation>',
    '',
  ].join('\n');
}

/** The first and the last pixel that the box covers, at least one. Its outer edges lie between pixels. */
function pixelsOf([x0, y0, x1, y1]: Box, width: number, height: number): Box {
  const first = (edge: number, size: number) => Math.min(Math.max(Math.round(edge), 0), size - 1) + 1;
  const last = (edge: number, begin: number, size: number) => Math.min(Math.max(Math.round(edge), begin), size);
  const [left, top] = [first(x0, width), first(y0, height)];
  return [left, top, last(x1, left, width), last(y1, top, height)];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters may not stand in XML at all. */
const escape = (text: string) =>
  text.replace(/(?![\t\n\r])\p{Cc}/gu, '').replace(/[&<>"']/g, (char) => ENTITIES[char]!);
