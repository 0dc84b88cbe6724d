import { FieldError, parseJson, readFourNumbers, readList, readObject, readText } from '../../model';

/** COCO's detection format. The names are those of the files. */

export interface CocoImage {
  readonly id: number;
  /** Path of the picture within the folder of the pictures; needed to run a model, not to score its results. */
  readonly file_name?: string;
  /** Pixels; those that boxes are in. */
  readonly width?: number;
  readonly height?: number;
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

/** Left, top, width, height in pixels. */
export type CocoBox = readonly [x: number, y: number, width: number, height: number];

export interface CocoAnnotation {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: CocoBox;
  /** Of the object's outline where it has one, else of the box. Square pixels. */
  readonly area: number;
  /** The box holds many objects: detections in it are neither right nor wrong. */
  readonly iscrowd: boolean;
}

export interface CocoTruth {
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotations: readonly CocoAnnotation[];
}

/** One detection of a results file. */
export interface CocoResult {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: CocoBox;
  readonly score: number;
}

/**
 * Reads an annotation file (`instances_*.json`). Fields that the evaluation does not need are ignored, `ignore` among them, which the
 * reference evaluator overwrites with `iscrowd`.
 * @throws FieldError for the first fault.
 */
export function readCocoTruth(text: string): CocoTruth {
  const file = readObject(parseJson(text, 'the file'), 'the file');
  const images = readAll(file, 'images', readImage);
  const categories = readAll(file, 'categories', (value, path) => ({
    id: readId(value['id'], `${path}.id`),
    name: readText(value['name'], `${path}.name`),
  }));
  const imageIds = uniqueIds(images, 'images');
  const categoryIds = uniqueIds(categories, 'categories');
  const annotations = readAll(file, 'annotations', (value, path) => ({
    image_id: readReference(value['image_id'], `${path}.image_id`, imageIds, 'images'),
    category_id: readReference(value['category_id'], `${path}.category_id`, categoryIds, 'categories'),
    bbox: readBox(value['bbox'], `${path}.bbox`),
    area: readNumber(value['area'], `${path}.area`),
    iscrowd: readFlag(value['iscrowd'], `${path}.iscrowd`),
  }));
  return { images, categories, annotations };
}

/**
 * Reads a results file: a list of `{image_id, category_id, bbox, score}`. Categories that the truth does not know may occur; the
 * evaluation leaves them out, as the reference evaluator does.
 * @throws FieldError for the first fault, an image that the truth does not know included.
 */
export function readCocoResults(text: string, { images }: CocoTruth): CocoResult[] {
  const imageIds = new Set(images.map(({ id }) => id));
  return readList(parseJson(text, 'the file'), 'the file').map((result, i) => {
    const path = `[${i}]`;
    const value = readObject(result, path);
    return {
      image_id: readReference(value['image_id'], `${path}.image_id`, imageIds, 'images of the annotations'),
      category_id: readId(value['category_id'], `${path}.category_id`),
      bbox: readBox(value['bbox'], `${path}.bbox`),
      score: readNumber(value['score'], `${path}.score`),
    };
  });
}

function readAll<T>(
  file: Record<string, unknown>,
  field: string,
  read: (value: Record<string, unknown>, path: string) => T,
): T[] {
  return readList(file[field], field).map((item, i) => read(readObject(item, `${field}[${i}]`), `${field}[${i}]`));
}

function readImage(value: Record<string, unknown>, path: string): CocoImage {
  const { id, file_name: name, width, height } = value;
  return {
    id: readId(id, `${path}.id`),
    ...(name == null ? {} : { file_name: readText(name, `${path}.file_name`) }),
    ...(width == null ? {} : { width: readSize(width, `${path}.width`) }),
    ...(height == null ? {} : { height: readSize(height, `${path}.height`) }),
  };
}

function uniqueIds(items: readonly { readonly id: number }[], field: string): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const [i, { id }] of items.entries()) {
    if (ids.has(id)) throw new FieldError(`${field}[${i}].id`, `different from all before it, unlike ${id}`);
    ids.add(id);
  }
  return ids;
}

function readId(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value)) throw new FieldError(path, 'a whole number');
  return value as number;
}

function readReference(value: unknown, path: string, ids: ReadonlySet<number>, field: string): number {
  const id = readId(value, path);
  if (!ids.has(id)) throw new FieldError(path, `the id of one of the ${field}, unlike ${id}`);
  return id;
}

function readNumber(value: unknown, path: string): number {
  if (!Number.isFinite(value)) throw new FieldError(path, 'a number');
  return value as number;
}

function readSize(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw new FieldError(path, 'a whole number of at least 1');
  return value as number;
}

/** Written as 0 or 1, by some tools as a boolean; left out where a data set has no crowds. */
function readFlag(value: unknown, path: string): boolean {
  if (value != null && ![0, 1, false, true].includes(value as number)) throw new FieldError(path, '0 or 1');
  return Boolean(value);
}

function readBox(value: unknown, path: string): CocoBox {
  const box = readFourNumbers(value, path, '[x, y, width, height]');
  if (box[2] < 0 || box[3] < 0) throw new FieldError(path, 'a box whose width and height are not negative');
  return box;
}
