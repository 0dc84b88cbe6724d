import { beforeEach, expect, it } from 'vitest';
import type { KeptWork } from '../page';
import { createAppStore, type AppStoreApi } from '../state/appStore';
import type { Picture } from '../state/state';
import { createKeptWork } from './keptWork';
import type { StoredWork, WorkStorage } from './workStorage';

const picture = (id: string, name = id): Picture => ({
  id,
  name,
  origin: { kind: 'local' },
  url: `blob:${id}`,
  width: 10,
  height: 10,
  photograph: false,
});

let disk: { work: StoredWork; picture: Blob } | undefined;
let isForbidden: boolean;
const storage: WorkStorage = {
  read: () => (isForbidden ? Promise.reject(new Error('forbidden')) : Promise.resolve(disk)),
  write: (work, picture) => {
    if (isForbidden) return Promise.reject(new Error('forbidden'));
    disk = { work, picture };
    return Promise.resolve();
  },
  remove: () => {
    disk = undefined;
    return Promise.resolve();
  },
};

/** A visit of the page with its own store. */
function visit(fragment = ''): { store: AppStoreApi; kept: KeptWork } {
  const store = createAppStore();
  const files = new Map<string, Blob>();
  const openFile = (file: Blob, name: string) => {
    files.set('restored', file);
    store.getState().pictureOpened(picture('restored', name));
    return Promise.resolve(true);
  };
  files.set('own', new Blob(['pixels']));
  const no = () => Promise.resolve(false);
  const pictures = { file: (id: string) => files.get(id), openFile, openSample: no, openScene: no };
  store.getState().groundShows(fragment);
  return { store, kept: createKeptWork({ store, pictures, storage }) };
}

beforeEach(() => {
  disk = undefined;
  isForbidden = false;
});

async function work(fragment = ''): Promise<KeptWork> {
  const { store, kept } = visit(fragment);
  store.getState().pictureOpened(picture('own', 'holiday.jpg'));
  store.getState().replacePrompt('my own text', [{ start: 3, end: 6 }], [{ start: 7, end: 11 }]);
  store.getState().setThreshold(0.7);
  expect(await kept.flush()).toBe(true);
  return kept;
}

it('picture, text, spans, hidden phrases and threshold are there again', async () => {
  await work();
  const { store, kept } = visit();
  expect(await kept.restore('#')).toBe(true);
  expect(store.getState()).toMatchObject({
    picture: { name: 'holiday.jpg' },
    prompt: 'my own text',
    spans: [{ start: 3, end: 6 }],
    hidden: [{ start: 7, end: 11 }],
    threshold: 0.7,
  });
  expect(await disk!.picture.text()).toBe('pixels');
});

it('a link that is opened wins over what was kept of another address; its own reload does not', async () => {
  await work('#v=1&prompt=x');
  expect(await visit().kept.restore('#v=1&prompt=y')).toBe(false);
  expect(await visit().kept.restore('#v=1&prompt=x')).toBe(true);
});

it('forgetting deletes it, and a private window is told that nothing is kept', async () => {
  const kept = await work();
  await kept.forget();
  expect(disk).toBeUndefined();
  expect(await kept.flush()).toBe(true);
  expect(disk).toBeUndefined();

  isForbidden = true;
  const { store, kept: none } = visit();
  expect(await none.restore('')).toBe(false);
  expect(store.getState().keeps).toBe(false);
  store.getState().pictureOpened(picture('own'));
  expect(await none.flush()).toBe(false);
});
