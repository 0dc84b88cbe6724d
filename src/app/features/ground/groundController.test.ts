import { beforeEach, expect, it, vi } from 'vitest';
import type { GroundingClient, PictureRequest } from '../../engine/groundingClient';
import type { ModelInfo } from '../../../workers/messages/grounding';
import { createAppStore, type AppStoreApi } from '../../state/appStore';
import type { Picture } from '../../state/state';
import { createGroundController } from './groundController';

const info = { backend: 'cpu', defaultThreshold: 0.4, inputSizes: [] } as unknown as ModelInfo;
const picture = (id: string): Picture => ({
  id,
  name: id,
  origin: { kind: 'local' },
  url: '',
  width: 10,
  height: 10,
  photograph: false,
});

let store: AppStoreApi;
let asked: PictureRequest[];
let bitmaps: string[];
let firstRuns: number;
let answer: () => Promise<unknown>;

beforeEach(() => {
  store = createAppStore();
  [asked, bitmaps, firstRuns] = [[], [], 0];
  const parsed = { kind: 'list', phrases: [] };
  answer = () =>
    Promise.resolve({ parsed, detections: [], notices: [], tokens: 1, timings: { image: 0, text: 0, total: 1 } });
  const client = {
    parse: () => Promise.resolve({ ...parsed, tokens: 1, brokenWords: [] }),
    ground: (request: PictureRequest) => {
      asked.push(request);
      return answer();
    },
  } as unknown as GroundingClient;
  createGroundController({
    store,
    engine: { ready: () => Promise.resolve(client) },
    pictures: {
      bitmap: (id) => {
        bitmaps.push(id);
        return Promise.resolve({} as ImageBitmap);
      },
    },
    onFirstRun: () => firstRuns++,
  });
});

it('the first run ends before anything that was to wait for it begins, and only once', async () => {
  store.getState().pictureOpened(picture('a'));
  store.getState().replacePrompt('cat');
  expect(firstRuns).toBe(0);
  store.getState().modelReady(info);
  await vi.waitFor(() => expect(firstRuns).toBe(1));
  expect(store.getState().run?.pictureId).toBe('a');
  store.getState().pictureOpened(picture('b'));
  await vi.waitFor(() => expect(store.getState().run?.pictureId).toBe('b'));
  expect(firstRuns).toBe(1);
});

it('a request names its own picture, whichever is shown when it is sent again', async () => {
  store.getState().modelReady(info);
  store.getState().pictureOpened(picture('a'));
  store.getState().replacePrompt('cat');
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  store.getState().pictureOpened(picture('b'));
  await asked[0]!.bitmap();
  expect(bitmaps).toEqual(['a']);
});

it('a run that fails tells the visitor, and lets go of what waits for the first run', async () => {
  answer = () => Promise.reject(new Error('The network broke.'));
  store.getState().modelReady(info);
  store.getState().pictureOpened(picture('a'));
  store.getState().replacePrompt('cat');
  await vi.waitFor(() => expect(firstRuns).toBe(1));
  expect(store.getState().messages.run?.text).toBe('The network broke.');
  expect(store.getState().running).toBe(false);
});
