import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  choiceOf,
  countField,
  faultOf,
  FieldError,
  flagField,
  fourNumbersOf,
  listOf,
  numberField,
  objectOf,
  readFields,
  textField,
  wholeNumberField,
} from './fields';

const SCHEMA = objectOf({
  name: textField,
  boxes: listOf(objectOf({ id: wholeNumberField, box: fourNumbersOf('[x, y, width, height]'), crowd: flagField })),
  score: v.nullish(numberField),
  count: v.optional(countField, 0),
  order: v.optional(choiceOf(['bgr', 'rgb'])),
});
const BOX = { id: 1, box: [0, 0, 1, 1], crowd: false };

describe('readFields', () => {
  it('brings back the named fields', () => {
    const value = { name: 'a', boxes: [{ ...BOX, surplus: 1 }], score: null, surplus: 2 };
    expect(readFields(SCHEMA, value, 'the file')).toEqual({ name: 'a', boxes: [BOX], score: null, count: 0 });
  });

  it.each<[message: string, value: unknown]>([
    ['the file must be an object', []],
    ['the file must be an object', null],
    ['name must be a text that is not empty', {}],
    ['name must be a text that is not empty', { name: ' \n' }],
    ['boxes must be a list', { name: 'a' }],
    ['boxes must be a list', { name: 'a', boxes: {} }],
    ['boxes[1] must be an object', { name: 'a', boxes: [BOX, 1] }],
    ['boxes[0].id must be a whole number', { name: 'a', boxes: [{}] }],
    ['boxes[0].id must be a whole number', { name: 'a', boxes: [{ ...BOX, id: 1.5 }] }],
    ['boxes[0].box must be four numbers, [x, y, width, height]', { name: 'a', boxes: [{ ...BOX, box: [1, 2, 3] }] }],
    [
      'boxes[0].box must be four numbers, [x, y, width, height]',
      { name: 'a', boxes: [{ ...BOX, box: [1, 2, 3, NaN] }] },
    ],
    ['boxes[0].crowd must be true or false', { name: 'a', boxes: [{ ...BOX, crowd: 1 }] }],
    ['score must be a number', { name: 'a', boxes: [], score: Infinity }],
    ['count must be a whole number from 0 on', { name: 'a', boxes: [], count: -1 }],
    ['order must be one of bgr, rgb', { name: 'a', boxes: [], order: 'cmyk' }],
  ])('refuses with “%s”', (message, value) => {
    expect(() => readFields(SCHEMA, value, 'the file')).toThrow(new FieldError(...split(message)));
  });

  it('puts the path of a part before those of its fields', () => {
    expect(() => readFields(SCHEMA, {}, 'the line', 'items[3]')).toThrow('items[3].name must be a text');
    expect(() => readFields(SCHEMA, 1, 'the line', 'items[3]')).toThrow('items[3] must be an object');
  });
});

describe('faultOf', () => {
  it('says what is wrong with a value, for every fault', () => {
    const { issues = [] } = v.safeParse(SCHEMA, { boxes: [{ ...BOX, id: 'x' }, 2] });
    expect(issues.map((issue) => faultOf(issue, 'it'))).toEqual([
      'name must be a text that is not empty',
      'boxes[0].id must be a whole number',
      'boxes[1] must be an object',
    ]);
    expect(v.safeParse(SCHEMA, 1).issues?.map((issue) => faultOf(issue, 'it'))).toEqual(['it must be an object']);
  });
});

function split(message: string): [path: string, wanted: string] {
  const [path, wanted] = message.split(' must be ');
  return [path ?? '', wanted ?? ''];
}
