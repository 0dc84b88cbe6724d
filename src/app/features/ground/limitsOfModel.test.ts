import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../workers/messages/grounding';
import type { Picture, Run } from '../../state/state';
import { occasionOf, unknownNames } from './limitsOfModel';
import { newNames } from './limitsWords';

const prompt = 'a gnarled fjord and a cat';
const phrases = [
  { start: 2, end: 15, text: 'gnarled fjord', origin: 'noun-phrase' as const },
  { start: 22, end: 25, text: 'cat', origin: 'noun-phrase' as const },
];
const [gnarled, fjord, cat] = [
  { start: 2, end: 9 },
  { start: 10, end: 15 },
  { start: 22, end: 25 },
] as const;
const modelInfo: ModelInfo = {
  name: 'glip-micro',
  parameters: 1,
  backend: 'cpu',
  device: '',
  maxTokens: 96,
  defaultThreshold: 0.4,
  inputSize: { min: 1, max: 2 },
  inputSizes: [],
  loadMilliseconds: 0,
  memoryBytes: 0,
};
const picture: Picture = {
  id: 'p',
  name: 'x',
  origin: { kind: 'local' },
  url: 'blob:x',
  width: 9,
  height: 9,
  photograph: false,
};
const run: Run = {
  pictureId: 'p',
  prompt,
  spans: [],
  parsed: { kind: 'caption', phrases },
  detections: [{ phrase: 1, box: [0, 0, 5, 5], score: 0.45 }],
  notices: [],
  tokens: 9,
  timings: { preprocess: 0, image: 0, text: 0, fusion: 0, boxes: 0, total: 0 },
};
const model = { id: 'glip-micro', title: 'glip-micro' };
const calm = {
  model,
  modelInfo,
  modelStatus: 'ready',
  picture,
  prompt,
  spans: [],
  run,
  threshold: undefined,
  brokenWords: [],
  dismissed: [],
} as const;
const photo = { ...picture, photograph: true };
const forPhotographs = { id: 'glip-micro-photos', title: 'glip-micro for photographs' };

it('there is none where all is well', () => expect(occasionOf(calm)).toBeUndefined());

describe('a photograph of the visitor’s', () => {
  const drawnCalm = calm;

  it('is one, before anything has run, for the model that knows drawn things only', () => {
    expect(occasionOf({ ...calm, run: undefined, picture: photo })).toBe('photograph');
    expect(occasionOf({ ...calm, picture: { ...photo, origin: { kind: 'sample', name: 'fruit' } } })).toBeUndefined();
  });

  it('is none by itself for the one that was taught photographs', () => {
    const calm = { ...drawnCalm, model: forPhotographs };
    expect(occasionOf({ ...calm, run: undefined, picture: photo })).toBeUndefined();
    const found = { ...run, detections: [...run.detections, { ...run.detections[0]!, phrase: 0 }] };
    expect(occasionOf({ ...calm, run: found, picture: photo })).toBeUndefined();
  });

  it('is one for that model where a phrase has no box; a sample or a scene is none', () => {
    const calm = { ...drawnCalm, model: forPhotographs };
    expect(occasionOf({ ...calm, picture: photo })).toBe('missed-in-photograph');
    expect(
      occasionOf({ ...calm, picture: { ...photo, origin: { kind: 'address', url: 'https://example.org/a.jpg' } } }),
    ).toBe('missed-in-photograph');
    expect(occasionOf({ ...calm, picture: { ...photo, origin: { kind: 'sample', name: 'fruit' } } })).toBeUndefined();
  });
});

describe('unknown words', () => {
  it('are named where they are the names of things', () => {
    expect(unknownNames(calm)).toEqual([]);
    expect(unknownNames({ ...calm, brokenWords: [gnarled] })).toEqual([]);
    expect(unknownNames({ ...calm, brokenWords: [gnarled, fjord, cat] })).toEqual(['fjord', 'cat']);
    expect(unknownNames({ ...calm, brokenWords: [{ start: 16, end: 19 }] })).toEqual([]);
  });

  it('are an occasion once the text was run', () => {
    expect(occasionOf({ ...calm, brokenWords: [gnarled] })).toBeUndefined();
    expect(occasionOf({ ...calm, brokenWords: [fjord] })).toBe('unknown-words');
    expect(occasionOf({ ...calm, brokenWords: [fjord], prompt: `${prompt}s` })).toBeUndefined();
  });

  it('are told of in a sentence', () => {
    expect(newNames(['fjord'])).toBe('“fjord” is new to this small model.');
    expect(newNames(['fjord', 'cat'])).toBe('“fjord” and “cat” are new to this small model.');
  });
});

describe('nothing found', () => {
  const low = { ...calm, run: { ...run, detections: [{ ...run.detections[0]!, score: 0.3 }] } };
  it('is one at the default threshold', () => expect(occasionOf(low)).toBe('nothing-found'));
  it('is none once the visitor has moved the slider down to something', () =>
    expect(occasionOf({ ...low, threshold: 0.2 })).toBeUndefined());
  it('is none where the slider was moved up', () => expect(occasionOf({ ...calm, threshold: 0.9 })).toBeUndefined());
  it('is none before a run of this picture has finished', () =>
    expect(occasionOf({ ...low, picture: { ...picture, id: 'q' } })).toBeUndefined());
});

it('what was dismissed is not said again, but another may be', () => {
  const state = { ...calm, picture: photo, brokenWords: [gnarled, fjord] };
  expect(occasionOf({ ...state, dismissed: ['photograph'] })).toBe('unknown-words');
  expect(occasionOf({ ...state, dismissed: ['photograph', 'unknown-words'] })).toBeUndefined();
});

it('only the models that come with the page know so little', () => {
  expect(occasionOf({ ...calm, picture: photo, model: { id: 'glip-t', title: 'GLIP-T' } })).toBeUndefined();
  expect(occasionOf({ ...calm, picture: photo, modelStatus: 'loading' })).toBeUndefined();
});
