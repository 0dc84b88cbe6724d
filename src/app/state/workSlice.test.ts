import { beforeEach, expect, it } from 'vitest';
import { createAppStore, type AppStoreApi } from './appStore';
import type { Picture } from './state';
import { recordHistory } from './workSlice';

const picture = (id: string): Picture => ({
  id,
  name: id,
  origin: { kind: 'local' },
  url: `blob:${id}`,
  width: 10,
  height: 10,
  photograph: false,
});

let store: AppStoreApi;
let time: number;
const state = () => store.getState();
const later = (milliseconds = 5000) => (time += milliseconds);

beforeEach(() => {
  time = 0;
  store = createAppStore();
  recordHistory(store, () => time);
  state().pictureOpened(picture('own'));
  state().replacePrompt('my text');
  later();
});

it('a sample takes the place of own work, and one step brings picture and text back', () => {
  state().pictureOpened(picture('sample'));
  later(20);
  state().replacePrompt('the text of the sample');
  later();
  state().undo();
  expect([state().picture?.id, state().prompt]).toEqual(['own', 'my text']);
  state().redo();
  expect([state().picture?.id, state().prompt]).toEqual(['sample', 'the text of the sample']);
});

it('typing is undone at once, unless one pauses', () => {
  for (const text of ['my text ', 'my text a', 'my text an']) {
    state().setPrompt(text);
    later(200);
  }
  later();
  state().setPrompt('my text and more');
  state().undo();
  expect(state().prompt).toBe('my text an');
  state().undo();
  expect(state().prompt).toBe('my text');
});

it('a threshold, a hidden phrase and an own phrase come back; what is done after undoing forgets the future', () => {
  state().setThreshold(0.3);
  later();
  state().toggleHidden({ start: 3, end: 7 });
  later();
  state().addOwnSpan({ start: 0, end: 2 });
  later();
  state().undo();
  expect(state().spans).toEqual([]);
  state().undo();
  expect(state().hidden).toEqual([]);
  state().undo();
  expect(state().threshold).toBeUndefined();
  expect(state().history.future).toHaveLength(3);
  state().setPrompt('other');
  expect(state().history.future).toHaveLength(0);
});

it('nothing can be undone before there was a picture', () => {
  const empty = createAppStore();
  recordHistory(empty, () => time);
  empty.getState().replacePrompt('a');
  empty.getState().pictureOpened(picture('first'));
  expect(empty.getState().history.past).toEqual([]);
  empty.getState().undo();
  expect(empty.getState().prompt).toBe('a');
});
