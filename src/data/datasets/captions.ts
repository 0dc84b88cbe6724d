import { FieldError, parseJson, readAt, readObject, readText } from '../../model';
import { readCsv } from './csv';

/** Captions of pictures, by the pictures' paths as the file names them. */
export type Captions = ReadonlyMap<string, string>;

/**
 * Reads lines of `{image, caption}`; other fields are ignored, so that grounding data serves too.
 * @param file its name, for messages. @throws Error with one sentence that names file, line and field.
 */
export function readCaptionLines(text: string, file: string): Captions {
  const captions = text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    return [
      readAt(`${file}, line ${i + 1}`, () => {
        const { image, caption } = readObject(parseJson(line, 'the line'), 'the line');
        return [readText(image, 'image'), readText(caption, 'caption')] as const;
      }),
    ];
  });
  if (captions.length === 0) throw new Error(`${file} holds no captions.`);
  return new Map(captions);
}

const IMAGE_COLUMNS = ['image', 'image_path', 'file_name', 'filename', 'file', 'path'];
const CAPTION_COLUMNS = ['caption', 'text', 'comment', 'description', 'prompt'];

/** Reads a table with a column of pictures and one of captions, which the first row names. @throws Error with one sentence. */
export function readCaptionTable(text: string, file: string): Captions {
  const [head = [], ...rows] = readAt(file, () => readCsv(text));
  const column = (names: readonly string[]) => {
    const at = head.findIndex((name) => names.includes(name.trim().toLowerCase()));
    if (at < 0)
      throw new Error(
        `${file}: the first row must name a column “${names[0]}”, unlike ${head.slice(0, 6).join(', ') || 'an empty one'}.`,
      );
    return at;
  };
  const [image, caption] = [column(IMAGE_COLUMNS), column(CAPTION_COLUMNS)];
  if (rows.length === 0) throw new Error(`${file} holds no captions.`);
  return new Map(
    rows.map((row, i) =>
      readAt(`${file}, row ${i + 2}`, () => {
        if (row.length < head.length) throw new FieldError('the row', `as long as the first, ${head.length} fields`);
        return [readText(row[image], 'the image'), readText(row[caption], 'the caption')] as const;
      }),
    ),
  );
}
