import { describe, expect, it } from 'vitest';
import type { Phrase } from '../../model/types';
import {
  isAnswered,
  isCurrent,
  phraseRows,
  shownRun,
  statusText,
  summary,
  thresholdOf,
  visibleDetections,
} from './selectors';
import type { Picture, Run } from './state';

const prompt = 'a cat and a red car';
const phrases: Phrase[] = [
  { start: 0, end: 5, text: 'a cat', origin: 'noun-phrase' },
  { start: 10, end: 19, text: 'a red car', origin: 'noun-phrase' },
];
const run: Run = {
  pictureId: 'p1',
  prompt,
  spans: [],
  parsed: { kind: 'caption', phrases },
  detections: [
    { phrase: 0, box: [0, 0, 9, 9], score: 0.9 },
    { phrase: 1, box: [1, 1, 5, 5], score: 0.5 },
    { phrase: 0, box: [4, 4, 8, 8], score: 0.4 },
    { phrase: 1, box: [2, 2, 6, 6], score: 0.2 },
  ],
  notices: [],
  tokens: 8,
  timings: { preprocess: 1, image: 2, text: 3, fusion: 4, boxes: 5, total: 15 },
};
const picture: Picture = {
  id: 'p1',
  name: 'x',
  origin: { kind: 'local' },
  url: 'blob:x',
  width: 10,
  height: 10,
  photograph: false,
};
const rows = (threshold: number, hidden: readonly { start: number; end: number }[] = [], current = true) =>
  phraseRows(phrases, run, current, threshold, hidden);

describe('visibleDetections', () => {
  const scores = (threshold: number, hidden: readonly { start: number; end: number }[] = []) =>
    visibleDetections(run, threshold, hidden).map(({ score }) => score);

  it('filters by the threshold, which is included', () => {
    expect(scores(0)).toEqual([0.9, 0.5, 0.4, 0.2]);
    expect(scores(0.4)).toEqual([0.9, 0.5, 0.4]);
    expect(scores(0.41)).toEqual([0.9, 0.5]);
    expect(scores(1)).toEqual([]);
  });

  it('leaves out hidden phrases', () => {
    expect(scores(0, [{ start: 0, end: 5 }])).toEqual([0.5, 0.2]);
    expect(scores(0, [{ start: 0, end: 4 }])).toHaveLength(4);
  });

  it('keeps the place in the run, and the words', () => {
    expect(visibleDetections(run, 0.3, [{ start: 10, end: 19 }]).map(({ index, text }) => [index, text])).toEqual([
      [0, 'a cat'],
      [2, 'a cat'],
    ]);
  });

  it('has nothing without a run', () => expect(visibleDetections(undefined, 0, [])).toEqual([]));
});

it('phraseRows tells found from not found', () => {
  expect(rows(0.6)).toMatchObject([
    { status: 'found', scores: [0.9], bestBelow: 0.4 },
    { status: 'not-found', scores: [], bestBelow: 0.5 },
  ]);
  expect(rows(0, [], false).map(({ status }) => status)).toEqual(['pending', 'pending']);
});

it('summary says it in words', () => {
  expect(summary(rows(0.3))).toBe('2 phrases, 3 boxes');
  expect(summary(rows(0.6))).toBe('2 phrases, 1 box; “a red car” not found');
  expect(summary(rows(0.95))).toBe('2 phrases, 0 boxes; “a cat”, “a red car” not found');
  expect(summary(rows(0.3, [{ start: 0, end: 5 }]))).toBe('2 phrases, 1 box; 1 hidden');
});

it('summary names only the first of many that are missing', () => {
  const many = Array.from({ length: 9 }, (_, at): Phrase => ({
    start: at,
    end: at + 1,
    text: `t${at}`,
    origin: 'list',
  }));
  expect(summary(phraseRows(many, { ...run, detections: [] }, true, 0.5, []))).toBe(
    '9 phrases, 0 boxes; “t0”, “t1”, “t2” and 6 more not found',
  );
});

it('a run is current only for its own text and spans, and drawn only over its own picture', () => {
  expect(isCurrent(run, { prompt, spans: [] })).toBe(true);
  expect(isCurrent(run, { prompt: `${prompt}s`, spans: [] })).toBe(false);
  expect(isCurrent(run, { prompt, spans: [{ start: 2, end: 5 }] })).toBe(false);
  expect(shownRun({ run, picture })).toBe(run);
  expect(shownRun({ run, picture: { ...picture, id: 'p2' } })).toBeUndefined();
});

it("the threshold is the visitor's, else the model's", () => {
  expect(thresholdOf({ threshold: 0, modelInfo: undefined })).toBe(0);
  expect(thresholdOf({ threshold: undefined, modelInfo: undefined })).toBe(0.5);
});

it('isAnswered: the run is one of this picture and this text, and no other picture is being opened', () => {
  const state = { opening: undefined, picture, prompt, spans: [], run };
  expect(isAnswered(state)).toBe(true);
  expect(isAnswered({ ...state, opening: 'cat.jpg' })).toBe(false);
  expect(isAnswered({ ...state, picture: { ...picture, id: 'p2' } })).toBe(false);
  expect(isAnswered({ ...state, prompt: 'a dog' })).toBe(false);
  expect(isAnswered({ ...state, run: undefined })).toBe(false);
});

it('statusText says what is missing', () => {
  const state = {
    modelStatus: 'ready' as const,
    opening: undefined,
    picture,
    prompt,
    spans: [],
    parsed: run.parsed,
    run,
  };
  expect(statusText(state, rows(0.3))).toBe('2 phrases, 3 boxes');
  expect(statusText({ ...state, prompt: ' \n' }, [])).toMatch(/text is empty/);
  expect(statusText({ ...state, parsed: { kind: 'caption', phrases: [] } }, [])).toMatch(/no phrase/);
  expect(statusText({ ...state, picture: undefined }, [])).toMatch(/no picture/);
  expect(statusText({ ...state, opening: 'cat.jpg' }, [])).toBe('Opening cat.jpg …');
  expect(statusText({ ...state, modelStatus: 'failed' }, [])).toMatch(/not loaded/);
  expect(statusText({ ...state, run: undefined }, rows(0.3))).toBe('Looking …');
});
