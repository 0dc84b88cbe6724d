import { describe, expect, it } from 'vitest';
import { readCaptionLines, readCaptionTable } from './captions';

describe('captions', () => {
  it('come as lines of JSON, grounding data among them', () => {
    const captions = readCaptionLines(
      '{"image": "a/1.jpg", "caption": "a cat", "phrases": []}\n\n{"image": "2.jpg", "caption": "dogs"}',
      'c.jsonl',
    );
    expect([...captions]).toEqual([
      ['a/1.jpg', 'a cat'],
      ['2.jpg', 'dogs'],
    ]);
  });

  it('come as a table, whose columns are named in the first row', () => {
    expect([...readCaptionTable('id,File_Name,Caption\n1,a.jpg,"a cat, and a dog"\n', 'c.csv')]).toEqual([
      ['a.jpg', 'a cat, and a dog'],
    ]);
  });

  it.each([
    [() => readCaptionLines('{"image": "a"}', 'c.jsonl'), /^c\.jsonl, line 1: caption must be a text/],
    [() => readCaptionLines(' ', 'c.jsonl'), /^c\.jsonl holds no captions\.$/],
    [() => readCaptionTable('a,b\n1,2', 'c.csv'), /^c\.csv: the first row must name a column “image”, unlike a, b\.$/],
    [() => readCaptionTable('image,caption', 'c.csv'), /^c\.csv holds no captions\.$/],
    [
      () => readCaptionTable('image,caption\na.jpg', 'c.csv'),
      /^c\.csv, row 2: the row must be as long as the first, 2 fields\.$/,
    ],
    [() => readCaptionTable('image,caption\n"a.jpg,x', 'c.csv'), /^c\.csv: the last quoted field must be closed/],
  ])('are refused with a sentence where they are wrong (%#)', (read, message) => {
    expect(read).toThrow(message);
  });
});
