import { describe, expect, it } from 'vitest';
import type { LabelEntry, LabelRecord } from '../../../workers/messages/labelling';
import { boxesOf, countStandings, exported, nextToGround, standingOf } from './reviewStatus';

const OPEN: LabelRecord = {
  caption: undefined,
  grounded: undefined,
  failure: undefined,
  boxes: undefined,
  review: 'open',
};
const GROUNDED: LabelRecord = {
  ...OPEN,
  grounded: {
    text: 'a cat',
    width: 90,
    height: 60,
    phrases: [{ start: 0, end: 5, text: 'a cat' }],
    detections: [{ phrase: 0, box: [1, 2, 30, 40], score: 0.6 }],
  },
};
const entry = (record: Partial<LabelRecord>, id = 'a'): LabelEntry => ({
  id,
  name: `${id}.jpg`,
  bytes: 1,
  record: { ...GROUNDED, ...record },
});

describe('the standing of a picture', () => {
  it('follows the confidence until the visitor has decided', () => {
    expect(standingOf(entry({}), 0.5)).toBe('to-review');
    expect(standingOf(entry({}), 0.7)).toBe('dropped');
    expect(standingOf(entry({ boxes: [] }), 0.7)).toBe('to-review');
    expect(standingOf(entry({ review: 'accepted' }), 0.7)).toBe('accepted');
    expect(standingOf(entry({ ...OPEN }), 0.5)).toBe('waiting');
    expect(standingOf(entry({ ...OPEN, failure: 'It is damaged.' }), 0.5)).toBe('failed');
    expect(countStandings([entry({}), entry({ review: 'rejected' })], 0.5)).toMatchObject({
      'to-review': 1,
      rejected: 1,
      dropped: 0,
    });
  });

  it('takes the visitor’s boxes before those of the model', () => {
    const boxes = [{ box: [0, 0, 5, 5], label: 'dog' }] as const;
    expect(boxesOf({ ...GROUNDED, boxes }, 0.5)).toBe(boxes);
    expect(boxesOf(GROUNDED, 0.5)).toMatchObject([{ label: 'cat', box: [1, 2, 30, 40] }]);
  });
});

it('what is grounded next has a text, of its own or that of all', () => {
  const settings = { prompt: ' ', confidence: 0.5, paused: false };
  const entries = [
    entry({}, 'done'),
    entry({ ...OPEN }, 'textless'),
    entry({ ...OPEN, caption: 'a dog' }, 'captioned'),
  ];
  expect(nextToGround(entries, settings)?.id).toBe('captioned');
  expect(nextToGround(entries, { ...settings, prompt: 'cat' })?.id).toBe('textless');
  expect(nextToGround(entries.slice(0, 2), settings)).toBeUndefined();
});

it('what is exported has been accepted, or may be', () => {
  const entries = [
    entry({ review: 'accepted', boxes: [] }, 'a'),
    entry({}, 'b'),
    entry({ review: 'rejected' }, 'c'),
    entry({ ...OPEN }, 'd'),
  ];
  expect(exported(entries, 0.5, 'reviewed').map(({ name }) => name)).toEqual(['a.jpg']);
  expect(exported(entries, 0.5, 'proposed')).toMatchObject([
    { name: 'a.jpg', boxes: [] },
    { name: 'b.jpg', width: 90, caption: 'a cat', boxes: [{ label: 'cat' }] },
  ]);
  expect(exported(entries, 0.9, 'proposed')).toHaveLength(1);
});
