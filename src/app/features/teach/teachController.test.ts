import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GroundingClient } from '../../engine/groundingClient';
import type { DecodedPicture } from '../../picture/decode';
import type { Page } from '../../page';
import { createAppStore } from '../../state/appStore';
import { MAX_PICTURES } from './lesson';
import { createTeachController, type TeachController } from './teachController';

let made: Set<string>;
let teach: TeachController;

beforeEach(() => {
  made = new Set();
  let urls = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    const url = `blob:${++urls}`;
    made.add(url);
    return url;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void made.delete(url));
  const decode = async (file: Blob): Promise<DecodedPicture> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { blob: file, width: 10, height: 10, notices: [], photograph: false };
  };
  const page = {
    store: createAppStore(),
    engine: { ready: () => new Promise<GroundingClient>(() => undefined) },
  } as unknown as Page;
  teach = createTeachController({ page, decode });
});
afterEach(() => vi.restoreAllMocks());

const files = (count: number) => Array.from({ length: count }, (_, index) => new File([`${index}`], `${index}.png`));
const state = () => teach.store.getState();

it('two drops at once bring no more pictures than there is room for, and say how many were left out', async () => {
  await Promise.all([teach.addFiles(files(7)), teach.addFiles(files(7))]);
  expect(state().pictures).toHaveLength(MAX_PICTURES);
  expect(state().message?.text).toMatch(/4 of these were left out/);
  expect(made.size).toBe(MAX_PICTURES);
});

it('a picture keeps its address while it can come back, and loses it afterwards', async () => {
  await teach.addFiles(files(1));
  state().removePicture(state().pictures[0]!.id);
  expect(made.size).toBe(1);
  state().undo();
  expect(state().pictures).toHaveLength(1);
  // Undone twice and replaced by something else, it cannot come back.
  state().undo();
  expect(state().pictures).toHaveLength(0);
  state().takeLesson(undefined);
  expect(made.size).toBe(0);
});

it('moving a box is undone and redone', async () => {
  await teach.addFiles(files(1));
  const picture = state().pictures[0]!.id;
  const key = state().addMark({ picture, phrase: 'a', box: [0, 0, 1, 1], verdict: 'right' });
  state().moveMark(key, [2, 2, 3, 3]);
  state().undo();
  expect(state().marks[0]!.box).toEqual([0, 0, 1, 1]);
  state().redo();
  expect(state().marks[0]!.box).toEqual([2, 2, 3, 3]);
});
