import { expect, it } from 'vitest';
import type { ParsedPrompt } from '../../model/types';
import { createAppStore } from './appStore';

const parsed: ParsedPrompt = {
  kind: 'caption',
  phrases: [
    { start: 0, end: 5, text: 'a cat', origin: 'noun-phrase' },
    { start: 10, end: 19, text: 'a red car', origin: 'noun-phrase' },
  ],
};

function started() {
  const store = createAppStore();
  store.getState().replacePrompt('a cat and a red car');
  store.getState().promptParsed(parsed, 8, []);
  return store;
}

it('carries phrases, own spans and hidden phrases along while the visitor types', () => {
  const store = started();
  store.getState().addOwnSpan({ start: 12, end: 15 });
  store.getState().toggleHidden(parsed.phrases[1]!);
  store.getState().setPrompt('a big cat and a red car');
  const { parsed: after, spans, hidden, prompt } = store.getState();
  expect(after!.phrases.map(({ text }) => text)).toEqual(['a big cat', 'a red car']);
  expect(prompt.slice(spans[0]!.start, spans[0]!.end)).toBe('red');
  expect(hidden).toEqual([{ start: 14, end: 23 }]);
});

it('forgets what was pointed at once the text is another', () => {
  const store = started();
  store.getState().point({ phrase: 1 });
  store.getState().togglePinned(1);
  store.getState().toggleHeat({ start: 2, end: 5 });
  store.getState().setPrompt('a cat');
  expect(store.getState()).toMatchObject({ pointed: undefined, pinned: undefined, heat: undefined });
});

it('toggles', () => {
  const { getState } = started();
  getState().toggleHeat({ start: 2, end: 5 });
  expect(getState().heat).toEqual({ start: 2, end: 5 });
  getState().toggleHeat({ start: 2, end: 5 });
  expect(getState().heat).toBeUndefined();
  getState().togglePinned(0);
  getState().togglePinned(1);
  expect(getState().pinned).toBe(1);
  getState().toggleHidden({ start: 0, end: 5 });
  getState().toggleHidden({ start: 0, end: 5 });
  expect(getState().hidden).toEqual([]);
});

it('keeps prompt, spans and threshold when the picture changes, but not the former boxes', () => {
  const store = started();
  store.getState().setThreshold(0.7);
  store.getState().runFinished({
    parsed,
    detections: [],
    notices: [],
    tokens: 8,
    timings: { preprocess: 0, image: 0, text: 0, fusion: 0, boxes: 0, total: 0 },
    pictureId: 'a',
    prompt: 'a cat and a red car',
    spans: [],
  });
  store.getState().pictureOpened({
    id: 'b',
    name: 'b',
    origin: { kind: 'local' },
    url: 'blob:b',
    width: 1,
    height: 1,
    photograph: false,
  });
  expect(store.getState()).toMatchObject({ prompt: 'a cat and a red car', threshold: 0.7, run: undefined, parsed });
});

it('holds one message a topic', () => {
  const { getState } = createAppStore();
  getState().tell('picture', { tone: 'error', text: 'first' });
  getState().tell('picture', { tone: 'error', text: 'second' });
  getState().tell('link', { tone: 'info', text: 'other' });
  getState().tell('link', undefined);
  expect(Object.values(getState().messages).filter(Boolean)).toEqual([{ tone: 'error', text: 'second' }]);
});
