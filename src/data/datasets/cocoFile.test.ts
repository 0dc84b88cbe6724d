import { describe, expect, it } from 'vitest';
import { readCocoResults, readCocoTruth } from './cocoFile';
import { FieldError } from '../../model/fields';

const IMAGE = { id: 4, file_name: 'a.png', width: 640, height: 480 };
const CATEGORY = { id: 17, name: 'cat' };
const ANNOTATION = { image_id: 4, category_id: 17, bbox: [10.5, 20, 30, 40], area: 900.25, iscrowd: 1 };
const TRUTH = { images: [IMAGE], categories: [CATEGORY], annotations: [ANNOTATION] };
const RESULT = { image_id: 4, category_id: 17, bbox: [-3, 20.25, 30, 0], score: 0.5 };

const readTruth = (file: unknown) => readCocoTruth(typeof file === 'string' ? file : JSON.stringify(file));
const readResults = (file: unknown) =>
  readCocoResults(typeof file === 'string' ? file : JSON.stringify(file), readTruth(TRUTH));

const image = (change: object) => ({ ...TRUTH, images: [IMAGE, { ...IMAGE, id: 5, ...change }] });
const category = (change: object) => ({ ...TRUTH, categories: [CATEGORY, { ...CATEGORY, id: 18, ...change }] });
const annotation = (change: object) => ({ ...TRUTH, annotations: [ANNOTATION, { ...ANNOTATION, ...change }] });
const result = (change: object) => [RESULT, { ...RESULT, ...change }];

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
    expect(readTruth(file)).toEqual({
      images: [IMAGE, { id: 5 }, { id: 6 }],
      categories: [CATEGORY],
      annotations: [true, false, true].map((iscrowd) => ({ ...ANNOTATION, iscrowd })),
    });
    expect(readTruth({ images: [], categories: [], annotations: [] })).toEqual({
      images: [],
      categories: [],
      annotations: [],
    });
  });

  it.each([
    ['{', /^the file must be JSON$/],
    ['{"images": [], "categories": [], "annotations": [{"area": NaN}]}', /^the file must be JSON$/],
    [[], /^the file must be an object$/],
    [{ ...TRUTH, images: undefined }, /^images must be a list$/],
    [{ ...TRUTH, categories: {} }, /^categories must be a list$/],
    [{ ...TRUTH, annotations: undefined }, /^annotations must be a list$/],
    [{ ...TRUTH, annotations: [ANNOTATION, null] }, /^annotations\[1\] must be an object$/],
    [image({ id: '5' }), /^images\[1\]\.id must be a whole number$/],
    [image({ id: 4 }), /^images\[1\]\.id must be different from all before it, unlike 4$/],
    [image({ file_name: 7 }), /^images\[1\]\.file_name must be a text/],
    [image({ width: 0 }), /^images\[1\]\.width must be a whole number of at least 1$/],
    [image({ height: 480.5 }), /^images\[1\]\.height must be a whole number of at least 1$/],
    [category({ id: 17 }), /^categories\[1\]\.id must be different/],
    [category({ name: '' }), /^categories\[1\]\.name must be a text that is not empty$/],
    [annotation({ image_id: 5 }), /^annotations\[1\]\.image_id must be the id of one of the images, unlike 5$/],
    [
      annotation({ category_id: 3 }),
      /^annotations\[1\]\.category_id must be the id of one of the categories, unlike 3$/,
    ],
    [annotation({ category_id: undefined }), /^annotations\[1\]\.category_id must be a whole number$/],
    [annotation({ bbox: undefined }), /^annotations\[1\]\.bbox must be a list$/],
    [annotation({ bbox: [1, 2, 3] }), /^annotations\[1\]\.bbox must be four numbers, \[x, y, width, height\]$/],
    [annotation({ bbox: [1, 2, 3, '4'] }), /^annotations\[1\]\.bbox must be four numbers/],
    [
      annotation({ bbox: [1, 2, -3, 4] }),
      /^annotations\[1\]\.bbox must be a box whose width and height are not negative$/,
    ],
    [annotation({ area: undefined }), /^annotations\[1\]\.area must be a number$/],
    [annotation({ iscrowd: 2 }), /^annotations\[1\]\.iscrowd must be 0 or 1$/],
  ])('is refused: %j', (file, message) => {
    expect(() => readTruth(file)).toThrow(FieldError);
    expect(() => readTruth(file)).toThrow(message);
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
    [result({ category_id: 1.5 }), /^\[1\]\.category_id must be a whole number$/],
    [result({ bbox: [0, 0, 1] }), /^\[1\]\.bbox must be four numbers/],
    [result({ bbox: [0, 0, 1, -1] }), /^\[1\]\.bbox must be a box whose/],
    [result({ score: null }), /^\[1\]\.score must be a number$/],
  ])('is refused: %j', (file, message) => {
    expect(() => readResults(file)).toThrow(FieldError);
    expect(() => readResults(file)).toThrow(message);
  });
});
