import { FieldError, type Box } from '../../model';
import { labelPaths, type LabelLayout } from './labelFiles';
import type { LabelledBox, LabelledPicture, TextFile } from './labelledPicture';
import type { LabelledSet } from './labelledSet';

/** Pascal VOC's format: an XML file per picture, boxes as whole numbers of pixels that count from 1, the last of them inside. */

export const VOC_LAYOUT: LabelLayout = { pictures: 'JPEGImages', labels: 'Annotations', ending: '.xml' };

/** Writes Annotations/, and the classes in their order, which the format itself does not have. */
export function writeVoc({ classes, pictures }: LabelledSet): TextFile[] {
  const paths = labelPaths(
    pictures.map(({ name }) => name),
    VOC_LAYOUT,
  );
  return [
    ...pictures.map((picture) => ({ path: paths.get(picture.name) ?? picture.name, text: writePicture(picture) })),
    { path: 'classes.txt', text: classes.map(({ name }) => `${name.replace(/\s+/g, ' ')}\n`).join('') },
  ];
}

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

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** Control characters may not stand in XML at all. */
const escape = (text: string) =>
  text.replace(/(?![\t\n\r])\p{Cc}/gu, '').replace(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);

export interface VocPicture {
  /** The picture's name, with the folder that the file says it is in; empty where it says nothing. */
  readonly name: string;
  /** Pixels, where they make sense. */
  readonly width?: number;
  readonly height?: number;
  readonly boxes: readonly LabelledBox[];
  /** Number of objects without a box. */
  readonly boxless: number;
}

/** Reads an annotation file. Parts of objects, which have boxes of their own, are ignored. @throws FieldError where it is none. */
export async function readVoc(text: string): Promise<VocPicture> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) throw new FieldError('the file', 'XML');
  const parser = new XMLParser({
    parseTagValue: false,
    htmlEntities: true,
    isArray: (tag: string) => tag === 'object',
  });
  const file: unknown = parser.parse(text);
  const annotation = child(file, 'annotation');
  if (annotation === undefined) throw new FieldError('the file', 'an <annotation> of Pascal VOC');
  const objects: unknown = child(annotation, 'object');
  const boxes = (Array.isArray(objects) ? objects : []).flatMap((object: unknown): LabelledBox[] => {
    const edges = child(object, 'bndbox');
    const [xmin, ymin, xmax, ymax] = ['xmin', 'ymin', 'xmax', 'ymax'].map((edge) => numberIn(edges, edge));
    if (xmin === undefined || ymin === undefined || xmax === undefined || ymax === undefined) return [];
    return [{ label: textIn(object, 'name') || 'object', box: [xmin - 1, ymin - 1, xmax, ymax] }];
  });
  const size = child(annotation, 'size');
  const [width, height] = [numberIn(size, 'width'), numberIn(size, 'height')];
  const [folder, name] = [textIn(annotation, 'folder'), textIn(annotation, 'filename')];
  return {
    name: name === '' || folder === '' ? name : `${folder}/${name}`,
    ...(width && height && width > 0 && height > 0 ? { width, height } : {}),
    boxes,
    boxless: (Array.isArray(objects) ? objects.length : 0) - boxes.length,
  };
}

const child = (value: unknown, tag: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === tag)?.[1] : undefined;

function textIn(value: unknown, tag: string): string {
  const text = child(value, tag);
  return typeof text === 'string' ? text.trim() : '';
}

function numberIn(value: unknown, tag: string): number | undefined {
  const text = textIn(value, tag);
  return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
}
