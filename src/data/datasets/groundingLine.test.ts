import { describe, expect, it } from 'vitest';
import { FieldError } from '../../model/fields';
import { readGroundingLine } from './groundingLine';

const PHRASE = { start: 2, end: 5, boxes: [[0, 0.5, 10, 20]] };
const LINE = { image: 'a.png', caption: 'a cat', phrases: [PHRASE] };
const phrase = (change: object) => ({ ...LINE, phrases: [PHRASE, { ...PHRASE, ...change }] });

describe('a line of grounding data', () => {
  it('is read, with and without tags', () => {
    const tagged = { ...PHRASE, tag: 'object' };
    expect(readGroundingLine(JSON.stringify({ ...LINE, phrases: [PHRASE, tagged, { ...PHRASE, tag: null }] }))).toEqual(
      {
        ...LINE,
        phrases: [PHRASE, tagged, PHRASE],
      },
    );
    expect(
      readGroundingLine(JSON.stringify({ ...LINE, phrases: [{ ...PHRASE, boxes: [] }], id: 7 })).phrases[0]!.boxes,
    ).toEqual([]);
  });

  it.each([
    ['{', /^the line must be JSON$/],
    ['[]', /^the line must be an object$/],
    [{ ...LINE, image: '' }, /^image must be/],
    [{ ...LINE, image: 3 }, /^image must be/],
    [{ ...LINE, caption: undefined }, /^caption must be/],
    [{ ...LINE, phrases: {} }, /^phrases must be a list$/],
    [{ ...LINE, phrases: [PHRASE, null] }, /^phrases\[1\] must be an object$/],
    [phrase({ start: -1 }), /^phrases\[1\]\.start must be a whole number from 0 to 5/],
    [phrase({ start: '2' }), /^phrases\[1\]\.start/],
    [phrase({ end: 6 }), /^phrases\[1\]\.end must be a whole number from 0 to 5/],
    [phrase({ end: 4.5 }), /^phrases\[1\]\.end/],
    [phrase({ end: 2 }), /^phrases\[1\]\.end must be behind start/],
    [phrase({ start: 1, end: 2 }), /^phrases\[1\]\.end must be behind start/],
    [phrase({ boxes: undefined }), /^phrases\[1\]\.boxes must be a list$/],
    [
      phrase({
        boxes: [
          [0, 0, 1, 1],
          [0, 0, 1],
        ],
      }),
      /^phrases\[1\]\.boxes\[1\] must be four numbers/,
    ],
    [phrase({ boxes: [[0, 0, 1, '1']] }), /^phrases\[1\]\.boxes\[0\] must be four numbers/],
    [phrase({ boxes: [[5, 0, 5, 1]] }), /^phrases\[1\]\.boxes\[0\] must be a box with x0 < x1/],
    [phrase({ boxes: [[0, 3, 1, 1]] }), /^phrases\[1\]\.boxes\[0\] must be a box with x0 < x1/],
    [phrase({ tag: 4 }), /^phrases\[1\]\.tag must be/],
  ])('is refused: %j', (line, message) => {
    const read = () => readGroundingLine(typeof line === 'string' ? line : JSON.stringify(line));
    expect(read).toThrow(FieldError);
    expect(read).toThrow(message);
  });
});
