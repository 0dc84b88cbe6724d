import { FieldError, readList, readObject } from '../../model';
import { Notes } from './notes';
import { boxOfOutline } from './outline';
import { readJson } from './textFile';

/** COCO's detection format. The names are those of the files. */

/** A whole number in COCO's own files; a text or any number in those of others. */
export type CocoId = number | string;

export interface CocoImage {
  readonly id: CocoId;
  /** Path of the picture within the folder of the pictures; needed to run a model, not to score its results. */
  readonly file_name?: string;
  /** Pixels; those that boxes are in. Left out where the file says nothing that makes sense. */
  readonly width?: number;
  readonly height?: number;
}

export interface CocoCategory {
  readonly id: CocoId;
  readonly name: string;
}

/** Left, top, width, height in pixels. */
export type CocoBox = readonly [x: number, y: number, width: number, height: number];

export interface CocoAnnotation {
  readonly image_id: CocoId;
  readonly category_id: CocoId;
  /** As it stands: a box of negative size is never found. */
  readonly bbox: CocoBox;
  /** Of the object's outline where it has one, else of the box. Square pixels. */
  readonly area: number;
  /** The box holds many objects: detections in it are neither right nor wrong. */
  readonly iscrowd: boolean;
  /** Of a label that a model proposed. */
  readonly score?: number;
}

export interface CocoTruth {
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotations: readonly CocoAnnotation[];
}

/** An annotation file with what evaluating does not need and writing gives back. */
export interface CocoFile extends CocoTruth {
  readonly info?: unknown;
  readonly licenses?: unknown;
  /** All fields of each image and each category, by its id, as the file has them. */
  readonly imageFields: ReadonlyMap<CocoId, Fields>;
  readonly categoryFields: ReadonlyMap<CocoId, Fields>;
}

/** One detection of a results file. */
export interface CocoResult {
  readonly image_id: CocoId;
  readonly category_id: CocoId;
  readonly bbox: CocoBox;
  readonly score: number;
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an annotation file (`instances_*.json`) as the reference evaluator does: fields that it does not need are ignored, `ignore` among
 * them, which it overwrites with `iscrowd`, and what belongs to no picture or category is left out.
 * @param notes is told what was odd. @throws FieldError for a file that is no such thing.
 */
export function readCocoTruth(text: string, notes?: Notes): CocoTruth {
  const { images, categories, annotations } = readCocoFile(text, notes);
  return { images, categories, annotations };
}

/** Reads an annotation file with all that writing it again needs. @throws FieldError for a file that is no such thing. */
export function readCocoFile(text: string, notes = new Notes()): CocoFile {
  const file = readObject(readJson(text, 'the file', notes), 'the file');
  const imageFields = readItems(file, 'images', 'image|images', notes);
  const images = [...imageFields].map(([id, fields]) => readImage(id, fields, notes));
  const allCategories = readItems(file, 'categories', 'category|categories', notes);
  const imageIds = idLookup(imageFields.keys());
  const categoryIds = idLookup(allCategories.keys());
  const annotations = readList(file['annotations'], 'annotations').flatMap((annotation): CocoAnnotation[] => {
    const value = fieldsOf(annotation);
    const image_id = imageIds(value['image_id']);
    const category_id = categoryIds(value['category_id']);
    const bbox = readBox(value);
    if (image_id === undefined)
      notes.add('# annotation|annotations of pictures that are not listed was|were left out.');
    else if (category_id === undefined)
      notes.add('# annotation|annotations of categories that are not listed was|were left out.');
    else if (!bbox) notes.add('# annotation|annotations without a box was|were left out.');
    else {
      const area = readArea(value, bbox, notes);
      const score = numberOf(value['score']);
      const iscrowd = isSet(value['iscrowd']);
      return [{ image_id, category_id, bbox, area, iscrowd, ...(score === undefined ? {} : { score }) }];
    }
    return [];
  });
  const categoryFields = withoutRoots(allCategories, annotations, notes);
  const categories = [...categoryFields].map(([id, fields]) => ({ id, name: readName(id, fields, notes) }));
  const { info, licenses } = file;
  return { info, licenses, imageFields, categoryFields, images, categories, annotations };
}

/**
 * Reads a results file: a list of `{image_id, category_id, bbox, score}`. Categories that the truth does not know may occur; the
 * evaluation leaves them out, as the reference evaluator does.
 * @param notes is told what was odd.
 * @throws FieldError for a file that is no such list, or that has an image that the truth does not know, as the reference evaluator does.
 */
export function readCocoResults(text: string, { images, categories }: CocoTruth, notes = new Notes()): CocoResult[] {
  const imageIds = idLookup(images.map(({ id }) => id));
  const categoryIds = idLookup(categories.map(({ id }) => id));
  return readList(readJson(text, 'the file', notes), 'the file').flatMap((result, i): CocoResult[] => {
    const path = `[${i}]`;
    const value = readObject(result, path);
    const image = readId(value['image_id'], `${path}.image_id`);
    const image_id = imageIds(image);
    if (image_id === undefined)
      throw new FieldError(`${path}.image_id`, `the id of one of the images of the annotations, unlike ${image}`);
    const category = readId(value['category_id'], `${path}.category_id`);
    const bbox = readBox(value);
    const score = numberOf(value['score']);
    if (!bbox) notes.add('# detection|detections without a box was|were left out.');
    else if (score === undefined) notes.add('# detection|detections whose score is no number was|were left out.');
    else return [{ image_id, category_id: categoryIds(category) ?? category, bbox, score }];
    return [];
  });
}

/** Ids in the order of the reference evaluator: by size, or as texts by their characters. */
export function compareIds(a: CocoId, b: CocoId): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The items of a list by their ids; of several with one id the last, at the place of the first, as in the reference evaluator. */
function readItems(file: Fields, list: string, nouns: string, notes: Notes): Map<CocoId, Fields> {
  const items = new Map<CocoId, Fields>();
  for (const item of readList(file[list], list)) {
    const fields = fieldsOf(item);
    const { id } = fields;
    if (!isId(id)) notes.add(`# ${nouns} without an id was|were left out.`);
    else if (items.has(id)) notes.add(`# ${nouns} with the id of another was|were merged with it.`);
    if (isId(id)) items.set(id, fields);
  }
  return items;
}

function readImage(id: CocoId, { file_name, coco_url, width, height }: Fields, notes: Notes): CocoImage {
  // LVIS names its pictures by the address alone.
  const name = nameOf(file_name) ?? nameOf(coco_url)?.replace(/^.*\//, '');
  const [w, h] = [sizeOf(width), sizeOf(height)];
  if ((w === undefined && width != null) || (h === undefined && height != null))
    notes.add('The size of # picture|pictures makes no sense and was taken as unknown.');
  return {
    id,
    ...(name === undefined ? {} : { file_name: name }),
    ...(w === undefined ? {} : { width: w }),
    ...(h === undefined ? {} : { height: h }),
  };
}

function readName(id: CocoId, { name }: Fields, notes: Notes): string {
  const text = nameOf(name);
  if (text === undefined) notes.add('# category|categories without a name was|were named by the id.');
  return text ?? String(id);
}

/**
 * Roboflow's exports begin with a category that is the name of the project, which owns nothing and groups the others. By the rule of
 * rf-detr, a category without annotations that another names as its supercategory is left out.
 */
function withoutRoots(
  categories: ReadonlyMap<CocoId, Fields>,
  annotations: readonly CocoAnnotation[],
  notes: Notes,
): ReadonlyMap<CocoId, Fields> {
  const owners = new Set(annotations.map(({ category_id }) => category_id));
  const isRoot = ([id, { name }]: readonly [CocoId, Fields]) =>
    name != null &&
    !owners.has(id) &&
    [...categories].some(([other, { supercategory }]) => other !== id && supercategory === name);
  const kept = [...categories].filter((category) => !isRoot(category));
  notes.add('# category|categories that only groups|group others was|were left out.', categories.size - kept.length);
  return new Map(kept);
}

/** Finds the id as the file lists it: 3, 3.0 and "3" are one id, unless both a number and a text are listed. */
function idLookup(ids: Iterable<CocoId>): (id: unknown) => CocoId | undefined {
  const listed = new Set(ids);
  const byText = new Map([...listed].map((id) => [String(id), id]));
  return (id) => (isId(id) ? (listed.has(id) ? id : byText.get(String(id))) : undefined);
}

const isId = (value: unknown): value is CocoId =>
  Number.isFinite(value) || (typeof value === 'string' && value.trim() !== '');

function readId(value: unknown, path: string): CocoId {
  if (!isId(value)) throw new FieldError(path, 'a number or a text');
  return value;
}

function readBox({ bbox, segmentation }: Fields): CocoBox | undefined {
  if (Array.isArray(bbox) && bbox.length === 4) {
    const [x, y, width, height] = bbox.map(numberOf);
    if (x !== undefined && y !== undefined && width !== undefined && height !== undefined) return [x, y, width, height];
  }
  return boxOfOutline(segmentation);
}

function readArea({ area }: Fields, [, , width, height]: CocoBox, notes: Notes): number {
  const known = numberOf(area);
  if (known === undefined)
    notes.add('The area of # annotation|annotations is missing and was taken as that of the box.');
  return known ?? width * height;
}

/** A finite number, also one that is written as a text. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function sizeOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}

const nameOf = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? String(value) : undefined;

/** Written as 0 or 1, by some tools as a boolean; left out where a data set has no crowds. */
const isSet = (value: unknown) => Boolean(value) && value !== '0';

const NONE: Fields = {};
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : NONE);
