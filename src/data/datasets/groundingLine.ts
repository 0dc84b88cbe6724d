import { FieldError, readAt, readFourNumbers, readList, readObject, readText, type Box, type Span } from '../../model';
import { readJson, withoutMark } from './textFile';

/** A phrase of a caption with its true boxes, none where the picture does not show it. */
export interface AnnotatedPhrase extends Span {
  readonly boxes: readonly Box[];
  readonly tag?: string;
  /** The class of the boxes, where it is called otherwise than the caption has it. */
  readonly label?: string;
}

/** One picture with a caption whose phrases are known: a line of a grounding data set. */
export interface GroundingLine {
  /** Path of the picture within the folder of the pictures. */
  readonly image: string;
  readonly caption: string;
  /** Offsets count UTF-16 units, as everywhere here. In any order; they may overlap. */
  readonly phrases: readonly AnnotatedPhrase[];
}

/**
 * Reads one line of JSON: `{image, caption, phrases: [{start, end, boxes: [[x0, y0, x1, y1]], tag?, label?}]}` with boxes in pixels of the
 * picture, x1 and y1 outer edges. Other fields are ignored.
 * @throws FieldError for the first fault.
 */
export function readGroundingLine(text: string): GroundingLine {
  const line = readObject(readJson(text, 'the line'), 'the line');
  const caption = readText(line['caption'], 'caption');
  return {
    image: readText(line['image'], 'image'),
    caption,
    phrases: readList(line['phrases'], 'phrases').map((phrase, i) => readPhrase(phrase, `phrases[${i}]`, caption)),
  };
}

export interface PlacedLine extends GroundingLine {
  /** Where the line stands, for messages: "scenes.jsonl, line 3". */
  readonly place: string;
}

/**
 * Reads a grounding data set, one JSON object per line, blank lines aside.
 * @throws Error with one sentence that names the file, the line and the field.
 */
export function readGroundingLines(text: string, file: string): PlacedLine[] {
  // Not by any line separator: U+2028 inside a caption ends no line.
  const lines = withoutMark(text)
    .split('\n')
    .flatMap((line, i) => {
      const place = `${file}, line ${i + 1}`;
      return line.trim() === '' ? [] : [{ ...readAt(place, () => readGroundingLine(line)), place }];
    });
  if (!lines.some(({ phrases }) => phrases.length > 0)) throw new Error(`${file} holds no phrases.`);
  return lines;
}

function readPhrase(value: unknown, path: string, caption: string): AnnotatedPhrase {
  const { start, end, boxes, tag, label } = readObject(value, path);
  if (!isOffset(start, caption))
    throw new FieldError(`${path}.start`, `a whole number from 0 to ${caption.length}, the length of the caption`);
  if (!isOffset(end, caption))
    throw new FieldError(`${path}.end`, `a whole number from 0 to ${caption.length}, the length of the caption`);
  if (caption.slice(start, end).trim() === '')
    throw new FieldError(`${path}.end`, 'behind start, with some of the caption between them');
  return {
    start,
    end,
    boxes: readList(boxes, `${path}.boxes`).map((box, i) => readBox(box, `${path}.boxes[${i}]`)),
    // Written as null where a data set has no tag.
    ...(tag == null ? {} : { tag: readText(tag, `${path}.tag`) }),
    ...(label == null ? {} : { label: readText(label, `${path}.label`) }),
  };
}

function readBox(value: unknown, path: string): Box {
  const [x0, y0, x1, y1] = readFourNumbers(value, path, '[x0, y0, x1, y1]');
  if (x0 >= x1 || y0 >= y1) throw new FieldError(path, 'a box with x0 < x1 and y0 < y1');
  return [x0, y0, x1, y1];
}

const isOffset = (value: unknown, caption: string): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= caption.length;
