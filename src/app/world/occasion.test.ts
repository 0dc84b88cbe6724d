import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../workers/protocol';
import type { Picture, Run } from '../store/state';
import { occasionOf, unknownShare } from './occasion';

const prompt = 'a gnarled fjord and a cat';
const phrases = [
  { start: 2, end: 15, text: 'gnarled fjord', origin: 'noun-phrase' as const },
  { start: 22, end: 25, text: 'cat', origin: 'noun-phrase' as const },
];
const [gnarled, fjord, cat] = [{ start: 2, end: 9 }, { start: 10, end: 15 }, { start: 22, end: 25 }] as const;
const modelInfo: ModelInfo = { name: 'glip-micro', parameters: 1, backend: 'cpu', device: '', maxTokens: 96, defaultThreshold: 0.4, inputSize: { min: 1, max: 2 }, inputSizes: [], loadMilliseconds: 0 };
const picture: Picture = { id: 'p', name: 'x', origin: { kind: 'local' }, url: 'blob:x', width: 9, height: 9, photograph: false };
const run: Run = { pictureId: 'p', prompt, spans: [], parsed: { kind: 'caption', phrases }, detections: [{ phrase: 1, box: [0, 0, 5, 5], score: 0.45 }], notices: [], tokens: 9, timings: { preprocess: 0, image: 0, text: 0, fusion: 0, boxes: 0, total: 0 } };
const calm = { modelInfo, modelStatus: 'ready', picture, prompt, spans: [], run, threshold: undefined, brokenWords: [], dismissed: [] } as const;
const photo = { ...picture, photograph: true };

it('there is none where all is well', () => expect(occasionOf(calm)).toBeUndefined());

it('a photograph of the visitor’s is one, before anything has run; a sample or a scene is none', () => {
  expect(occasionOf({ ...calm, run: undefined, picture: photo })).toBe('photograph');
  expect(occasionOf({ ...calm, picture: { ...photo, origin: { kind: 'address', url: 'https://example.org/a.jpg' } } })).toBe('photograph');
  expect(occasionOf({ ...calm, picture: { ...photo, origin: { kind: 'sample', name: 'fruit' } } })).toBeUndefined();
});

describe('unknown words', () => {
  it('count within phrases', () => {
    expect(unknownShare(prompt, phrases, [])).toBe(0);
    expect(unknownShare(prompt, phrases, [fjord])).toBeCloseTo(1 / 3);
    expect(unknownShare(prompt, phrases, [gnarled, fjord, cat])).toBe(1);
    expect(unknownShare(prompt, phrases, [{ start: 16, end: 19 }])).toBe(0);
    expect(unknownShare('', [], [])).toBe(0);
  });

  it('are an occasion when they are many, once the text was run', () => {
    expect(occasionOf({ ...calm, brokenWords: [fjord] })).toBeUndefined();
    expect(occasionOf({ ...calm, brokenWords: [gnarled, fjord] })).toBe('unknown-words');
    expect(occasionOf({ ...calm, brokenWords: [gnarled, fjord], prompt: `${prompt}s` })).toBeUndefined();
  });
});

describe('nothing found', () => {
  const low = { ...calm, run: { ...run, detections: [{ ...run.detections[0]!, score: 0.3 }] } };
  it('is one at the default threshold', () => expect(occasionOf(low)).toBe('nothing-found'));
  it('is none once the visitor has moved the slider down to something', () => expect(occasionOf({ ...low, threshold: 0.2 })).toBeUndefined());
  it('is none where the slider was moved up', () => expect(occasionOf({ ...calm, threshold: 0.9 })).toBeUndefined());
  it('is none before a run of this picture has finished', () => expect(occasionOf({ ...low, picture: { ...picture, id: 'q' } })).toBeUndefined());
});

it('what was dismissed is not said again, but another may be', () => {
  const state = { ...calm, picture: photo, brokenWords: [gnarled, fjord] };
  expect(occasionOf({ ...state, dismissed: ['photograph'] })).toBe('unknown-words');
  expect(occasionOf({ ...state, dismissed: ['photograph', 'unknown-words'] })).toBeUndefined();
});

it('only glip-micro has so small a world', () => {
  expect(occasionOf({ ...calm, picture: photo, modelInfo: { ...modelInfo, name: 'glip-t' } })).toBeUndefined();
  expect(occasionOf({ ...calm, picture: photo, modelStatus: 'loading' })).toBeUndefined();
});
