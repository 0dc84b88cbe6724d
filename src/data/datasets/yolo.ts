import { boxOfPoints } from './outline';
import type { LabelledBox, TextFile } from './labelledPicture';
import { labelPaths, type LabelLayout } from './labelFiles';
import { classNumbers, type LabelledSet } from './labelledSet';

/**
 * YOLO's format: a file for each picture, a line `class x y width height` per box, the class a number from 0 and the rest the box's
 * centre and size as fractions of the picture's. A picture without boxes has an empty file, as its trainers expect.
 */

/** Trainers look for the labels of images/…/a.jpg in labels/…/a.txt. */
export const YOLO_LAYOUT: LabelLayout = { pictures: 'images', labels: 'labels', ending: '.txt' };

/** Steps that an edge is rounded to: a fiftieth of a pixel in a picture of 20,000. */
const STEPS = 1e6;
/** Digits behind the point: the centre lies on a step, or halfway between two. */
const DIGITS = 7;

/** Writes labels/, classes.txt and data.yaml, which trains with ultralytics where the pictures lie in images/ beside labels/. */
export function writeYolo(set: LabelledSet): TextFile[] {
  const numbers = classNumbers(set);
  const paths = labelPaths(
    set.pictures.map(({ name }) => name),
    YOLO_LAYOUT,
  );
  const files = set.pictures.map(({ name, width, height, boxes }) => ({
    path: paths.get(name) ?? name,
    text: boxes
      .map(({ box: [x0, y0, x1, y1], label }) => {
        const [left, right] = [x0, x1].map((edge) => Math.round((edge / width) * STEPS) / STEPS) as [number, number];
        const [top, bottom] = [y0, y1].map((edge) => Math.round((edge / height) * STEPS) / STEPS) as [number, number];
        const fractions = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
        return `${numbers.get(label)} ${fractions.map((fraction) => fraction.toFixed(DIGITS)).join(' ')}\n`;
      })
      .join(''),
  }));
  const names = set.classes.map(({ name }) => name);
  return [
    ...files,
    { path: 'classes.txt', text: names.map((name) => `${oneLine(name)}\n`).join('') },
    { path: 'data.yaml', text: dataYaml(set, names) },
  ];
}

const oneLine = (label: string) => label.replace(/\s+/g, ' ');

/** Without `path`: ultralytics then starts from the folder of the file itself. JSON is YAML, and quotes whatever a name may hold. */
function dataYaml({ pictures }: LabelledSet, names: readonly string[]): string {
  const folders = [...new Set(pictures.map(({ name }) => trainingFolder(name)))];
  const validation = folders.filter((folder) => /(^|\/)val(id|idation)?(\/|$)/i.test(folder));
  const test = folders.filter((folder) => /(^|\/)test(\/|$)/i.test(folder));
  const training = folders.filter((folder) => !validation.includes(folder) && !test.includes(folder));
  const line = (key: string, list: readonly string[]) =>
    list.length === 0
      ? ''
      : `${key}: ${list.length === 1 && list[0] !== undefined ? plain(list[0]) : JSON.stringify(list)}\n`;
  const all = folders.length > 0 ? folders : [YOLO_LAYOUT.pictures];
  const train = training.length > 0 ? training : all;
  return [
    line('train', train),
    line('val', validation.length > 0 ? validation : train),
    line('test', test),
    `nc: ${names.length}\nnames: ${JSON.stringify(names)}\n`,
  ].join('');
}

const plain = (text: string) => (/^[\w./-]+$/.test(text) ? text : JSON.stringify(text));

/** "set/images/val/x/cat.jpg" -> "set/images/val": the folder of pictures, with that of the split in it. */
function trainingFolder(name: string): string {
  const steps = name.split('/').slice(0, -1);
  const at = steps.lastIndexOf(YOLO_LAYOUT.pictures);
  if (at < 0) return YOLO_LAYOUT.pictures;
  const isSplit = /^(train|val|valid|validation|test)$/i.test(steps[at + 1] ?? '');
  return steps.slice(0, at + (isSplit ? 2 : 1)).join('/');
}

/** A box whose edges are fractions of the picture's. */
export interface YoloBox extends Pick<LabelledBox, 'box' | 'score'> {
  readonly number: number;
}

const LINE = /^\d+(\s+[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?){4,}$/i;

/**
 * Reads a label file: boxes, boxes with a score behind them, and outlines of at least three points, which become their boxes.
 * @returns undefined where a line is no label, so that the text is something else.
 */
export function readYoloLabels(text: string): YoloBox[] | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const labels = lines.filter((line) => line !== '');
  if (!labels.every((line) => LINE.test(line))) return undefined;
  return labels.map((line): YoloBox => {
    const [number = 0, ...rest] = line.split(/\s+/).map(Number);
    if (rest.length >= 6) {
      const [x, y, width, height] = boxOfPoints(rest.slice(0, rest.length - (rest.length % 2)));
      return { number, box: [x, y, x + width, y + height] };
    }
    const [x = 0, y = 0, width = 0, height = 0, score] = rest;
    return {
      number,
      box: [x - width / 2, y - height / 2, x + width / 2, y + height / 2],
      ...(score === undefined || score < 0 || score > 1 ? {} : { score }),
    };
  });
}

/** Files with a class's name on each line, by their number. */
export const isClassList = (path: string) =>
  /(^|\/)(classes|labels|predefined_classes)\.txt$|\.names$|(^|\/)_darknet\.labels$/i.test(path);

export const readClassList = (text: string): string[] =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());

/**
 * Reads the class names of a data.yaml: a list in brackets, a list of lines, or names by their numbers.
 * @returns undefined where it has none.
 */
export async function readYamlNames(text: string): Promise<string[] | undefined> {
  const { parseDocument } = await import('yaml');
  // Names stay texts, "no" and "1" too; a part that is no YAML, such as a Windows path in quotes, does not matter.
  const content: unknown = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' }).toJS();
  const names: unknown =
    typeof content === 'object' && content !== null && 'names' in content ? content.names : undefined;
  if (Array.isArray(names)) return names.map(String);
  if (typeof names !== 'object' || names === null) return undefined;
  const numbered = Object.entries(names).filter(([number]) => /^\d+$/.test(number));
  const list: string[] = [];
  for (const [number, name] of numbered) list[Number(number)] = String(name);
  return Array.from(list, (name, number) => name ?? unnamedClass(number));
}

/** What a class is called that only has a number. */
export const unnamedClass = (number: number) => `class ${number}`;
