import { FieldError } from '../../model';
import type { LabelledPicture } from './labelledPicture';

/** Comma-separated values as RFC 4180 has them. */

/** One line per box: edges in pixels, the right and lower ones outside; no score where a person drew the box. */
export function writeCsv(pictures: readonly LabelledPicture[]): string {
  const rows = pictures.flatMap(({ name, boxes }) =>
    boxes.map(({ box, label, score }) => [name, label, ...box.map(rounded), score === undefined ? '' : rounded(score)]),
  );
  return [['image', 'label', 'x0', 'y0', 'x1', 'y1', 'score'], ...rows]
    .map((row) => `${row.map(quoted).join(',')}\r\n`)
    .join('');
}

const rounded = (value: number) => String(Math.round(value * 1e4) / 1e4);
const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** The rows of a file, each a list of fields; blank lines aside. @throws FieldError where a quote is not closed. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let inQuotes = false;
  const endRow = () => {
    if (row.length > 0 || field !== '') rows.push([...row, field]);
    [row, field] = [[], ''];
  };
  const begin = text.startsWith('\ufeff') ? 1 : 0; // spreadsheets mark UTF-8 so
  for (let at = begin; at < text.length; at++) {
    const char = text[at]!;
    if (inQuotes) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') field += text[++at]!;
      else inQuotes = false;
    } else if (char === '"' && field === '') inQuotes = true;
    else if (char === ',') {
      row.push(field);
      field = '';
    } else if (char === '\n') endRow();
    else if (char !== '\r') field += char;
  }
  if (inQuotes) throw new FieldError('the last quoted field', 'closed by a quote');
  endRow();
  return rows;
}
