import { describe, expect, it } from 'vitest';
import { readCaptionPrompt } from './captionPrompt';

const read = (value: unknown, categories: number) => readCaptionPrompt(JSON.stringify(value), categories);

describe('an official caption prompt', () => {
  it('is read as it stands; what is left out is empty', () => {
    const penguin = { prefix: '', name: 'penguin', suffix: ', which is black and white' };
    expect(read([penguin, { name: 'puffin', suffix: null }], 2)).toEqual([
      penguin,
      { prefix: '', name: 'puffin', suffix: '' },
    ]);
  });

  it.each([
    ['an object', {}, /the caption prompt must be a list/],
    ['too few entries', [{ name: 'a' }], /one entry per category, 2, unlike 1/],
    ['an entry without a name', [{ name: 'a' }, { name: ' ' }], /\[1\]\.name must be a text/],
    ['a prefix that is a number', [{ prefix: 1, name: 'a' }, { name: 'b' }], /\[0\]\.prefix must be a text/],
  ])('%s is refused with the place of the fault', (_, value, message) => {
    expect(() => read(value, 2)).toThrow(message);
  });
});
