import { FieldError, readAt, readObject, readText } from '../../model';
import { columnOf, IMAGE_COLUMNS, readTable, type Table } from './csv';
import { Notes } from './notes';
import { isPictureName } from './pictureNames';
import { readJson, withoutMark } from './textFile';

/** Captions of pictures, by the pictures' paths as the file names them. Several of one picture are joined. */
export type Captions = ReadonlyMap<string, string>;

/** A caption behind others of the same picture, each a sentence of its own. */
export function joinCaptions(before: string, caption: string): string {
  const [first, next] = [before.trimEnd(), caption.trim()];
  if (first === '' || next === '') return first + next;
  return `${first}${/[.!?]$/.test(first) ? ' ' : '. '}${next}`;
}

function collect(captions: Iterable<readonly [image: string, caption: string]>): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [image, caption] of captions) joined.set(image, joinCaptions(joined.get(image) ?? '', caption));
  return joined;
}

/**
 * Reads lines of `{image, caption}`; other fields are ignored, so that grounding data serves too.
 * @param file its name, for messages. @throws Error with one sentence that names file, line and field.
 */
export function readCaptionLines(text: string, file: string): Captions {
  const captions = withoutMark(text)
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      return [
        readAt(`${file}, line ${i + 1}`, () => {
          const { image, caption } = readObject(readJson(line, 'the line'), 'the line');
          return [readText(image, 'image'), readText(caption, 'caption')] as const;
        }),
      ];
    });
  if (captions.length === 0) throw new Error(`${file} holds no captions.`);
  return collect(captions);
}

const CAPTION_COLUMNS = ['caption', 'captions', 'text', 'comment', 'sentence', 'description', 'prompt', 'title', 'alt'];

/**
 * Reads a table with a column of pictures and one of captions, which the first row names; where it names none, the first column with
 * pictures' names and the last one. Rows that are too short are left out.
 * @param notes is told of them. @throws Error with one sentence where no row can be read.
 */
export function readCaptionTable(text: string, file: string, notes = new Notes()): Captions {
  return captionsOf(
    readAt(file, () => readTable(text)),
    file,
    notes,
  );
}

/** The captions of a table that has been read; see readCaptionTable. */
export function captionsOf(table: Table, file: string, notes: Notes): Captions {
  const unnamed = withoutHead(table);
  const [image, caption] = unnamed
    ? [unnamed.image, unnamed.caption]
    : [place(table, IMAGE_COLUMNS, file), place(table, CAPTION_COLUMNS, file)];
  const rows = unnamed?.rows ?? table.rows;
  if (rows.length === 0) throw new Error(`${file} holds no captions.`);
  const length = table.columns.length;
  const whole = rows.filter((row) => row.length >= length && row[image] && row[caption]);
  if (whole.length === 0)
    readAt(`${file}, row ${unnamed ? 1 : 2}`, () => {
      const [row = []] = rows;
      if (row.length < length) throw new FieldError('the row', `as long as the first, ${length} fields`);
      readText(row[image], 'the image');
      readText(row[caption], 'the caption');
    });
  notes.add('# row|rows of captions that is|are too short or empty was|were left out.', rows.length - whole.length);
  return collect(whole.map((row) => [withoutNumber(row[image] ?? ''), row[caption] ?? '']));
}

function place(table: Table, names: readonly string[], file: string): number {
  const at = columnOf(table, names);
  if (at < 0)
    throw new Error(
      `${file}: the first row must name a column “${names[0]}”, unlike ${table.columns.slice(0, 6).join(', ') || 'an empty one'}.`,
    );
  return at;
}

/** A table whose first row is a caption already. */
function withoutHead({ head, rows }: Table) {
  const image = head.findIndex((field) => isPictureName(withoutNumber(field)));
  if (image < 0 || head.length < 2) return undefined;
  return { image, caption: image === head.length - 1 ? 0 : head.length - 1, rows: [head, ...rows] };
}

/** Flickr's lists number the captions of a picture: "1000268201.jpg#0". */
const withoutNumber = (image: string) => image.replace(/#\d+$/, '');
