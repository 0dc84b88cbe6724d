import { describe, expect, it } from 'vitest';
import { readCocoResults, readCocoTruth } from './cocoFile';
import { FieldError } from '../../model/fields';
import { Notes } from './notes';

const IMAGE = { id: 4, file_name: 'a.png', width: 640, height: 480 };
const CATEGORY = { id: 17, name: 'cat' };
const ANNOTATION = { image_id: 4, category_id: 17, bbox: [10.5, 20, 30, 40], area: 900.25, iscrowd: 1 };
const TRUTH = { images: [IMAGE], categories: [CATEGORY], annotations: [ANNOTATION] };
const RESULT = { image_id: 4, category_id: 17, bbox: [-3, 20.25, 30, 0], score: 0.5 };

const readTruth = (file: unknown, notes?: Notes) =>
  readCocoTruth(typeof file === 'string' ? file : JSON.stringify(file), notes);
const readResults = (file: unknown, notes?: Notes) =>
  readCocoResults(typeof file === 'string' ? file : JSON.stringify(file), readTruth(TRUTH), notes);

const image = (change: object) => ({ ...TRUTH, images: [IMAGE, { ...IMAGE, id: 5, ...change }] });
const category = (change: object) => ({ ...TRUTH, categories: [CATEGORY, { ...CATEGORY, id: 18, ...change }] });
const annotation = (change: object) => ({ ...TRUTH, annotations: [ANNOTATION, { ...ANNOTATION, ...change }] });
const result = (change: object) => [RESULT, { ...RESULT, ...change }];

/** What is read, with the lines that say what was odd. */
function noted<T>(read: (notes: Notes) => T) {
  const notes = new Notes();
  const value = read(notes);
  return { ...value, lines: notes.lines() };
}

describe('a COCO annotation file', () => {
  it('is read as far as it is needed', () => {
    const file = {
      info: { year: 2017 },
      images: [{ ...IMAGE, license: 3 }, { id: 5 }, { id: 6, file_name: null }],
      categories: [{ ...CATEGORY, supercategory: 'animal' }],
      annotations: [
        { ...ANNOTATION, id: 1, segmentation: [], ignore: 1 },
        { ...ANNOTATION, iscrowd: undefined },
        { ...ANNOTATION, iscrowd: true },
      ],
    };
    expect(noted((notes) => readTruth(file, notes))).toEqual({
      images: [IMAGE, { id: 5 }, { id: 6 }],
      categories: [CATEGORY],
      annotations: [true, false, true].map((iscrowd) => ({ ...ANNOTATION, iscrowd })),
      lines: [],
    });
    expect(readTruth({ images: [], categories: [], annotations: [] })).toEqual({
      images: [],
      categories: [],
      annotations: [],
    });
  });

  it.each([
    ['{', /^the file must be JSON$/],
    [[], /^the file must be an object$/],
    [{ ...TRUTH, images: undefined }, /^images must be a list$/],
    [{ ...TRUTH, categories: {} }, /^categories must be a list$/],
    [{ ...TRUTH, annotations: undefined }, /^annotations must be a list$/],
  ])('is refused: %j', (file, message) => {
    expect(() => readTruth(file)).toThrow(FieldError);
    expect(() => readTruth(file)).toThrow(message);
  });

  it.each([
    [annotation({ image_id: 5 }), ['1 annotation of pictures that are not listed was left out.']],
    [annotation({ category_id: 3 }), ['1 annotation of categories that are not listed was left out.']],
    [annotation({ category_id: undefined }), ['1 annotation of categories that are not listed was left out.']],
    [annotation({ bbox: undefined }), ['1 annotation without a box was left out.']],
    [annotation({ bbox: [] }), ['1 annotation without a box was left out.']],
    [annotation({ bbox: [1, 2, 3] }), ['1 annotation without a box was left out.']],
    [annotation({ bbox: [1, 2, 3, null] }), ['1 annotation without a box was left out.']],
    [{ ...TRUTH, annotations: [ANNOTATION, null] }, ['1 annotation of pictures that are not listed was left out.']],
    [{ ...TRUTH, images: [IMAGE, { file_name: 'b.png' }] }, ['1 image without an id was left out.']],
    [{ ...TRUTH, images: [IMAGE, IMAGE] }, ['1 image with the id of another was merged with it.']],
    [{ ...TRUTH, categories: [CATEGORY, CATEGORY] }, ['1 category with the id of another was merged with it.']],
  ])('loses what nothing can be made of, and says so: %j', (file, lines) => {
    expect(noted((notes) => readTruth(file, notes))).toEqual({ ...readTruth(TRUTH), lines });
  });

  it.each([
    [
      annotation({ area: undefined }),
      { area: 1200 },
      ['The area of 1 annotation is missing and was taken as that of the box.'],
    ],
    [
      annotation({ area: null }),
      { area: 1200 },
      ['The area of 1 annotation is missing and was taken as that of the box.'],
    ],
    [annotation({ iscrowd: '0' }), { iscrowd: false }, []],
    [annotation({ iscrowd: 2 }), { iscrowd: true }, []],
    [annotation({ image_id: '4', category_id: '17' }), {}, []],
    [annotation({ bbox: ['10.5', 20, 30, 40] }), {}, []],
    [annotation({ bbox: [1, 2, -3, 4] }), { bbox: [1, 2, -3, 4] }, []],
    [annotation({ bbox: [], segmentation: [[5, 6, 9, 6, 7, 20]] }), { bbox: [5, 6, 4, 14] }, []],
  ])('is read where a field can be done without: %j', (file, change, lines) => {
    const { annotations, lines: said } = noted((notes) => readTruth(file, notes));
    expect(annotations).toEqual([
      { ...ANNOTATION, iscrowd: true },
      { ...ANNOTATION, iscrowd: true, ...change },
    ]);
    expect(said).toEqual(lines);
  });

  it.each([
    [{ id: '5' }, { id: '5' }],
    [{ file_name: 7 }, { file_name: '7' }],
    [{ file_name: undefined, coco_url: 'http://images.example/val/7.jpg' }, { file_name: '7.jpg' }],
    [{ width: 480.0 }, { width: 480 }],
    [{ width: '480' }, { width: 480 }],
  ])('has images with %j', (change, wanted) => {
    const { images, lines } = noted((notes) => readTruth(image(change), notes));
    expect(images[1]).toEqual({ ...IMAGE, id: 5, ...wanted });
    expect(lines).toEqual([]);
  });

  it.each([0, -3, 480.5, 'wide', {}])('has a picture of unknown size where it says %j', (width) => {
    const { images, lines } = noted((notes) => readTruth(image({ width }), notes));
    expect(images[1]).toEqual({ id: 5, file_name: 'a.png', height: 480 });
    expect(lines).toEqual(['The size of 1 picture makes no sense and was taken as unknown.']);
  });

  it('names a category by its id where it has no name', () => {
    const { categories, lines } = noted((notes) => readTruth(category({ name: '' }), notes));
    expect(categories[1]).toEqual({ id: 18, name: '18' });
    expect(lines).toEqual(['1 category without a name was named by the id.']);
  });

  it('loses a category that only groups others, as Roboflow writes it, and no other', () => {
    const root = { id: 0, name: 'farm', supercategory: 'none' };
    const grouped = { ...TRUTH, categories: [root, { ...CATEGORY, supercategory: 'farm' }] };
    expect(noted((notes) => readTruth(grouped, notes))).toMatchObject({
      categories: [CATEGORY],
      lines: ['1 category that only groups others was left out.'],
    });
    const owning = { ...grouped, annotations: [ANNOTATION, { ...ANNOTATION, category_id: 0 }] };
    expect(readTruth(owning).categories).toHaveLength(2);
    const own = { ...TRUTH, categories: [{ ...root, supercategory: 'farm' }, CATEGORY] };
    expect(readTruth(own).categories).toHaveLength(2);
  });

  it('is read as Python writes it, with NaN and Infinity, but not in its texts', () => {
    const name = 'NaN, "Infinity';
    const file = { ...annotation({ area: 'A' }), categories: [{ ...CATEGORY, name }] };
    const text = `\ufeff${JSON.stringify(file).replace('"A"', 'NaN')}`;
    const { annotations, categories, lines } = noted((notes) => readTruth(text, notes));
    expect(annotations[1]?.area).toBe(1200);
    expect(categories).toEqual([{ ...CATEGORY, name }]);
    expect(lines[0]).toBe('1 number written as NaN or Infinity was read as missing.');
  });
});

describe('a COCO results file', () => {
  it('is read, with categories that the truth does not know', () => {
    expect(
      readResults([
        { ...RESULT, id: 1, segmentation: [] },
        { ...RESULT, category_id: 3 },
      ]),
    ).toEqual([RESULT, { ...RESULT, category_id: 3 }]);
    expect(readResults([])).toEqual([]);
  });

  it.each([
    ['[', /^the file must be JSON$/],
    [TRUTH, /^the file must be a list$/],
    [[RESULT, 3], /^\[1\] must be an object$/],
    [result({ image_id: 5 }), /^\[1\]\.image_id must be the id of one of the images of the annotations, unlike 5$/],
    [result({ image_id: {} }), /^\[1\]\.image_id must be a number or a text$/],
    [result({ category_id: null }), /^\[1\]\.category_id must be a number or a text$/],
  ])('is refused: %j', (file, message) => {
    expect(() => readResults(file)).toThrow(FieldError);
    expect(() => readResults(file)).toThrow(message);
  });

  it.each([
    [result({ bbox: [0, 0, 1] }), '1 detection without a box was left out.'],
    [result({ score: null }), '1 detection whose score is no number was left out.'],
    [
      JSON.stringify(result({ score: 'N' })).replace('"N"', 'NaN'),
      '1 detection whose score is no number was left out.',
    ],
  ])('loses what cannot be ranked or drawn, and says so: %j', (file, line) => {
    const notes = new Notes();
    expect(readResults(file, notes)).toEqual([RESULT]);
    expect(notes.lines()).toContain(line);
  });

  it('has the ids of the annotations, however they are written', () => {
    expect(readResults(result({ image_id: '4', category_id: '17', score: '0.5' }))).toEqual([RESULT, RESULT]);
  });
});
