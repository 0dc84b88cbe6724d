import { FieldError } from '../../model';
import type { LabelledBox } from './labelledPicture';
import { rounded, type LabelledSet } from './labelledSet';
import type { Notes } from './notes';
import { withoutMark } from './textFile';

/** Separated values as RFC 4180 has them, with any separator that is in use. */

/** One line per box: edges in pixels, the right and lower ones outside; no score where a person drew the box. */
export function writeCsv({ pictures }: LabelledSet): string {
  const rows = pictures.flatMap(({ name, boxes }) =>
    boxes.map(({ box, label, score }) => [name, label, ...box.map(number), score === undefined ? '' : number(score)]),
  );
  return [['image', 'label', 'x0', 'y0', 'x1', 'y1', 'score'], ...rows]
    .map((row) => `${row.map(quoted).join(',')}\r\n`)
    .join('');
}

const number = (value: number) => String(rounded(value));
const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** The rows of a file, each a list of fields; blank lines aside. @throws FieldError where a quote is not closed. */
export function readCsv(text: string, separator = ',', quotes = true): string[][] {
  const rows: string[][] = [];
  const plain = withoutMark(text);
  let row: string[] = [];
  let field = '';
  let inQuotes = false;
  const endRow = () => {
    if (row.length > 0 || field !== '') rows.push([...row, field]);
    [row, field] = [[], ''];
  };
  for (let at = 0; at < plain.length; at++) {
    const char = plain.charAt(at);
    if (inQuotes) {
      if (char !== '"') field += char;
      else if (plain[at + 1] === '"') field += plain.charAt(++at);
      else inQuotes = false;
    } else if (char === '"' && quotes && field.trim() === '') {
      inQuotes = true;
      field = '';
    } else if (char === separator) {
      row.push(field);
      field = '';
    } else if (char === '\n') endRow();
    else if (char !== '\r') field += char;
  }
  if (inQuotes) throw new FieldError('the last quoted field', 'closed by a quote');
  endRow();
  return rows;
}

/** Tried in this order on the first row. */
const SEPARATORS = [',', ';', '\t', '|'];

/** A table whose first row names the columns. */
export interface Table {
  /** In lower case, with underscores between words. */
  readonly columns: readonly string[];
  /** The first row as it stands. */
  readonly head: readonly string[];
  /** All rows behind the first. */
  readonly rows: readonly (readonly string[])[];
}

/** Reads a table, with the separator that splits its first row into the most fields. @throws FieldError where a quote is not closed. */
export function readTable(text: string): Table {
  const first = withoutMark(text).split('\n', 1)[0] ?? '';
  const fields = (separator: string) => first.split(separator).length;
  const separator = SEPARATORS.reduce((best, next) => (fields(next) > fields(best) ? next : best));
  const [head = [], ...rows] = readUnquoted(text, separator).map((row) => row.map((field) => field.trim()));
  return { columns: head.map((name) => name.toLowerCase().replace(/[\s-]+/g, '_')), head, rows };
}

/** Tables with tabs or bars often have quotes that are no more than that, and then one of them stays open. */
function readUnquoted(text: string, separator: string): string[][] {
  try {
    return readCsv(text, separator);
  } catch (error) {
    if (separator === ',' || separator === ';') throw error;
    return readCsv(text, separator, false);
  }
}

export const IMAGE_COLUMNS = [
  'image',
  'image_name',
  'image_path',
  'file_name',
  'filename',
  'image_file',
  'image_id',
  'imageid',
  'img',
  'picture',
  'photo',
  'file',
  'path',
];
const LABEL_COLUMNS = ['label', 'class', 'class_name', 'category', 'category_name', 'name', 'labelname'];
const BOX_COLUMNS = [
  ['x0', 'y0', 'x1', 'y1'],
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['x_min', 'y_min', 'x_max', 'y_max'],
  ['x1', 'y1', 'x2', 'y2'],
  ['left', 'top', 'right', 'bottom'],
];

/** The place of the first of some names among a table's columns; -1 without one. */
export const columnOf = ({ columns }: Table, names: readonly string[]) =>
  names.map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? -1;

/**
 * The boxes of a table with columns of pictures, labels and four edges, by the pictures' names. A row with a picture alone says that it
 * has no boxes.
 * @returns undefined where the table has no such columns.
 */
export function readBoxTable(table: Table, notes: Notes): Map<string, LabelledBox[]> | undefined {
  const [image, label] = [columnOf(table, IMAGE_COLUMNS), columnOf(table, LABEL_COLUMNS)];
  const edges = BOX_COLUMNS.map((names) => names.map((name) => table.columns.indexOf(name)));
  const sides = edges.find((places) => places.every((at) => at >= 0));
  if (image < 0 || label < 0 || !sides) return undefined;
  const score = table.columns.indexOf('score');
  const pictures = new Map<string, LabelledBox[]>();
  for (const row of table.rows) {
    const name = row[image] ?? '';
    const [x0, y0, x1, y1] = sides.map((at) => numberIn(row[at]));
    if (name !== '' && !pictures.has(name)) pictures.set(name, []);
    if (sides.every((at) => (row[at] ?? '') === '')) continue;
    if (name === '' || !row[label] || x0 === undefined || y0 === undefined || x1 === undefined || y1 === undefined) {
      notes.add('# row|rows of a table without a picture, a label or four edges was|were left out.');
      continue;
    }
    const probability = numberIn(row[score]);
    pictures.get(name)?.push({
      box: [x0, y0, x1, y1],
      label: row[label],
      ...(probability === undefined ? {} : { score: probability }),
    });
  }
  return pictures;
}

function numberIn(field: string | undefined): number | undefined {
  return field === undefined || field === '' || !Number.isFinite(Number(field)) ? undefined : Number(field);
}
