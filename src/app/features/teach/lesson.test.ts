import { beforeEach, describe, expect, it } from 'vitest';
import type { ParsedPrompt } from '../../../model/types';
import { examplesOf, heldOutPicture, MAX_PICTURES, worthShowing, type LessonPicture } from './lesson';
import { createLessonStore, type LessonStoreApi } from './lessonStore';

const picture = (id: string): LessonPicture => ({
  id,
  name: `${id}.png`,
  url: `blob:${id}`,
  width: 100,
  height: 80,
  fingerprint: '00',
});
const parsedOf = (...texts: readonly string[]): ParsedPrompt => ({
  kind: 'list',
  phrases: texts.map((text, at) => ({ text, start: 10 * at, end: 10 * at + text.length, origin: 'list' })),
});
const BOX = [10, 10, 30, 30] as const;

let store: LessonStoreApi;
const mark = (id: string, phrase: string, verdict: 'right' | 'wrong' = 'right') =>
  store.getState().addMark({ picture: id, phrase, box: BOX, verdict });

beforeEach(() => {
  store = createLessonStore();
  for (const id of ['a', 'b', 'c']) store.getState().addPicture(picture(id));
});

describe('the examples of a lesson', () => {
  it('are the pictures that something is said of, with boxes by the place of their phrase in the prompt', () => {
    mark('a', 'zorple');
    mark('c', 'zorple', 'wrong');
    mark('c', 'flumph');
    expect(examplesOf(store.getState(), parsedOf('flumph', 'zorple'))).toEqual([
      { image: { id: 'a', width: 100, height: 80 }, fingerprint: '00', truth: [{ phrase: 1, box: BOX }], wrong: [] },
      {
        image: { id: 'c', width: 100, height: 80 },
        fingerprint: '00',
        truth: [{ phrase: 0, box: BOX }],
        wrong: [{ phrase: 1, box: BOX }],
      },
    ]);
  });

  it('leave out phrases that the prompt no longer has', () => {
    mark('a', 'zorple');
    expect(examplesOf(store.getState(), parsedOf('flumph'))).toEqual([]);
  });

  it('hold the last picture with a true box out, where there are three', () => {
    const heldOut = () => heldOutPicture(store.getState(), parsedOf('zorple'));
    mark('a', 'zorple');
    mark('b', 'zorple');
    expect(heldOut()).toBeUndefined();
    mark('c', 'zorple', 'wrong');
    expect(heldOut()).toBe('b');
    mark('c', 'zorple');
    expect(heldOut()).toBe('c');
  });
});

describe('the state of a lesson', () => {
  it('is undone step by step, what the visitor typed aside', () => {
    store.getState().setPrompt('zorple');
    mark('a', 'zorple');
    store.getState().removePicture('a');
    expect(store.getState()).toMatchObject({ marks: [], pictures: [{ id: 'b' }, { id: 'c' }] });
    store.getState().undo();
    expect(store.getState().pictures.length).toBe(3);
    expect(store.getState().marks).toMatchObject([{ phrase: 'zorple' }]);
    store.getState().undo();
    expect(store.getState()).toMatchObject({ marks: [], prompt: 'zorple' });
  });

  it('takes no more pictures than a lesson holds', () => {
    for (let i = 0; i < 12; i++) store.getState().addPicture(picture(`more ${i}`));
    expect(store.getState().pictures.length).toBe(MAX_PICTURES);
  });

  it('begins its curve anew when the lesson does, after a crash', () => {
    const { lessonStarted, stepDone } = store.getState();
    lessonStarted();
    for (const step of [0, 1, 0]) stepDone({ step, loss: 1 }, 300);
    expect(store.getState().progress).toEqual({ maxSteps: 300, steps: [{ step: 0, loss: 1 }] });
  });

  it('shows only a few boxes, those above the threshold', () => {
    const detections = Array.from({ length: 20 }, (_, i) => ({ phrase: 0, box: BOX, score: 1 - i / 20 }));
    expect(worthShowing(detections, 0.8).map(({ score }) => score)).toEqual([1, 0.95, 0.9, 0.85, 0.8]);
    expect(worthShowing(detections, 0).length).toBe(8);
  });
});
