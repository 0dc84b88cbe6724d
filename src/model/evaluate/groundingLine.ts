import type { Box, Span } from '../types';

/** A phrase of a caption with its true boxes, none where the picture does not show it. */
export interface AnnotatedPhrase extends Span {
  readonly boxes: readonly Box[];
  readonly tag?: string;
}

/** One picture with a caption whose phrases are known: a line of a grounding data set. */
export interface GroundingLine {
  /** Path of the picture within the folder of the pictures. */
  readonly image: string;
  readonly caption: string;
  /** Offsets count UTF-16 units, as everywhere here. In any order; they may overlap. */
  readonly phrases: readonly AnnotatedPhrase[];
}

/** A line that cannot be read. The message begins with the path of the field at fault. */
export class GroundingLineError extends Error {
  override readonly name = 'GroundingLineError';
}

/**
 * Reads one line of JSON: `{image, caption, phrases: [{start, end, boxes: [[x0, y0, x1, y1]], tag?}]}` with boxes in pixels of the
 * picture, x1 and y1 outer edges. Other fields are ignored.
 * @throws GroundingLineError for the first fault.
 */
export function readGroundingLine(text: string): GroundingLine {
  const line = object(parse(text), 'the line');
  const caption = string(line['caption'], 'caption');
  return {
    image: string(line['image'], 'image'),
    caption,
    phrases: list(line['phrases'], 'phrases').map((phrase, i) => readPhrase(phrase, `phrases[${i}]`, caption)),
  };
}

function readPhrase(value: unknown, path: string, caption: string): AnnotatedPhrase {
  const { start, end, boxes, tag } = object(value, path);
  if (!isOffset(start, caption)) throw fault(`${path}.start`, `a whole number from 0 to ${caption.length}, the length of the caption`);
  if (!isOffset(end, caption)) throw fault(`${path}.end`, `a whole number from 0 to ${caption.length}, the length of the caption`);
  if (caption.slice(start, end).trim() === '') throw fault(`${path}.end`, 'behind start, with some of the caption between them');
  return {
    start,
    end,
    boxes: list(boxes, `${path}.boxes`).map((box, i) => readBox(box, `${path}.boxes[${i}]`)),
    // Written as null where a data set has no tag.
    ...(tag == null ? {} : { tag: string(tag, `${path}.tag`) }),
  };
}

function readBox(value: unknown, path: string): Box {
  const box = list(value, path);
  if (box.length !== 4 || !box.every((side) => Number.isFinite(side))) throw fault(path, 'four numbers, [x0, y0, x1, y1]');
  const [x0, y0, x1, y1] = box as unknown as Box;
  if (x0 >= x1 || y0 >= y1) throw fault(path, 'a box with x0 < x1 and y0 < y1');
  return [x0, y0, x1, y1];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GroundingLineError('the line is not JSON', { cause });
  }
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(path, 'an object');
  return value as Record<string, unknown>;
}

function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw fault(path, 'a list');
  return value;
}

function string(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw fault(path, 'a text that is not empty');
  return value;
}

const isOffset = (value: unknown, caption: string): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= caption.length;

const fault = (path: string, wanted: string) => new GroundingLineError(`${path} must be ${wanted}`);
