import { beforeEach, expect, it, vi } from 'vitest';
import { GlipError } from '../../model';
import type { ModelInfo, ModelSource } from '../../workers/messages/grounding';
import { createModelsController } from '../features/models/modelsController';
import { createAppStore, type AppStoreApi } from '../state/appStore';
import { createEngine, type Engine } from './engine';
import type { ClientOptions, GroundingClient } from './groundingClient';
import type { LibraryClient } from './libraryClient';

const info = (name: string): ModelInfo => ({
  name,
  parameters: 1,
  backend: 'cpu',
  device: '',
  maxTokens: 96,
  defaultThreshold: 0.4,
  inputSize: { min: 1, max: 2 },
  inputSizes: [],
  loadMilliseconds: 0,
  memoryBytes: 3e9,
});
const stored = (id: string): ModelSource => ({ kind: 'stored', id });
const named = (id: string) => ({ id, title: id });

let store: AppStoreApi;
let engine: Engine;
let made: { readonly options: ClientOptions; isDisposed: boolean }[];
/** What becomes of a model's load. */
let load: (options: ClientOptions) => Promise<ModelInfo>;

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'https://x.org/' });
  vi.stubGlobal('__DATA__', '');
  store = createAppStore();
  made = [];
  load = ({ model }) => Promise.resolve(info(model.kind === 'stored' ? model.id : 'built-in'));
  engine = createEngine({
    store,
    open: (options) => {
      const client = { options, isDisposed: false };
      made.push(client);
      return {
        ...client,
        load: () => load(options),
        dispose: () => (client.isDisposed = true),
      } as unknown as GroundingClient;
    },
  });
});

const ids = () => made.map(({ options }) => (options.model.kind === 'stored' ? options.model.id : options.model.kind));

it('who needs the model before it is decided which one it is waits', async () => {
  const waiting = engine.ready();
  let isThere = false;
  void waiting.then(() => (isThere = true));
  await Promise.resolve();
  expect(isThere).toBe(false);
  await engine.start(named('a'), stored('a'));
  expect(engine.isCurrent(await waiting)).toBe(true);
});

it('a change of models says what the one in use takes, and closes it once the other is there', async () => {
  await engine.start(named('a'), stored('a'));
  expect(await engine.change(named('b'), stored('b'))).toBe(true);
  expect(made[1]!.options.besideBytes).toBe(3e9);
  expect(made.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
  expect(store.getState().model.id).toBe('b');
});

it('where there is no room for two models the first is closed before the other loads', async () => {
  load = ({ model, besideBytes }) =>
    besideBytes
      ? Promise.reject(new GlipError('model-too-large', 'Too large.'))
      : Promise.resolve(info(model.kind === 'stored' ? model.id : ''));
  await engine.start(named('a'), stored('a'));
  expect(await engine.change(named('b'), stored('b'))).toBe(true);
  expect(ids()).toEqual(['a', 'b', 'b']);
  expect(made.map(({ isDisposed }) => isDisposed)).toEqual([true, true, false]);
  expect(store.getState()).toMatchObject({ model: { id: 'b' }, modelStatus: 'ready', messages: { model: undefined } });
});

it('where the other does not fit alone either, the first comes back and the visitor is told', async () => {
  load = ({ model }) =>
    model.kind === 'stored' && model.id === 'b'
      ? Promise.reject(new GlipError('model-too-large', 'Too large.'))
      : Promise.resolve(info('a'));
  await engine.start(named('a'), stored('a'));
  expect(await engine.change(named('b'), stored('b'))).toBe(false);
  expect(ids()).toEqual(['a', 'b', 'b', 'a']);
  expect(store.getState()).toMatchObject({ model: { id: 'a' }, modelStatus: 'ready' });
  expect(store.getState().messages.model?.text).toMatch(/^b did not load\. Too large\. The page goes on with a\./);
});

it('a link with a stored model loads it once, however quickly the samples are there', async () => {
  const list = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return [{ id: 'glip-t', title: 'GLIP-T', hasTokenizer: true }];
  };
  const client = {
    list,
    pending: () => Promise.resolve([]),
    space: () => Promise.resolve({ stores: true, used: 0, quota: 1, persisted: false }),
  } as unknown as LibraryClient;
  const models = createModelsController({ store, engine, client });
  const started = models.start('glip-t');
  await Promise.all([started, models.want('glip-t')]);
  expect(ids()).toEqual(['glip-t']);
  expect(store.getState().model.id).toBe('glip-t');
});
