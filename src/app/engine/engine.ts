import { BUILT_IN } from '../../workers/registry/registry';
import type { ModelSource, Progress } from '../../workers/messages/grounding';
import { dataFolder } from '../lib/dataFolder';
import { inputSizeOf } from '../state/pace';
import type { ModelName } from '../state/state';
import type { AppStoreApi } from '../state/appStore';
import { GroundingClient, type ClientEvents, type ClientNotice, type ClientOptions } from './groundingClient';
import type { ForcedOptions } from './forcedOptions';
import { codeOf, sentenceOf } from './sentence';

/** The model in use, and the way from one to another. */
export interface Engine {
  /** The client of the model in use, as soon as it is decided which one that is. It need not have loaded: calls wait for that. */
  readonly ready: () => Promise<GroundingClient>;
  /** Whether this client's model is still the one in use. */
  readonly isCurrent: (client: GroundingClient) => boolean;
  /** Loads the first model; the built-in one in its place, should it fail. */
  readonly start: (name: ModelName, source: ModelSource) => Promise<void>;
  /** Loads the model in use, after a failure. */
  readonly retry: () => Promise<void>;
  /** Resolves to whether the model is now in use; if not, the visitor was told, and the one before goes on. */
  readonly change: (name: ModelName, source: ModelSource) => Promise<boolean>;
  /** Gives up a change that is under way. */
  readonly stay: () => void;
}

export type OpenClient = (options: ClientOptions, events: ClientEvents) => GroundingClient;

/** Where a model that comes with the page lies. */
export const builtInFolder = (id = BUILT_IN) => `${dataFolder('weights')}${id}/`;
export const BUILT_IN_NAME: ModelName = { id: BUILT_IN, title: BUILT_IN };
export const builtInSource = (id = BUILT_IN): ModelSource => ({ kind: 'folder', url: builtInFolder(id) });

const didNotLoad = (name: ModelName, error: unknown, instead: ModelName) =>
  `${name.title} did not load. ${sentenceOf(error)} The page goes on with ${instead.title}.`;

interface EngineParts {
  readonly store: AppStoreApi;
  readonly forced?: ForcedOptions;
  readonly open?: OpenClient;
}

const openClient: OpenClient = (options, events) => new GroundingClient(options, events);

export function createEngine({ store, forced = {}, open: makeClient = openClient }: EngineParts): Engine {
  let decided!: () => void;
  const first = new Promise<void>((resolve) => (decided = resolve));
  let current: GroundingClient | undefined;
  let currentSource: ModelSource | undefined;
  let next: GroundingClient | undefined;

  function open(model: ModelSource, besideBytes = 0): GroundingClient {
    const client: GroundingClient = makeClient(
      { model, ...forced, inputSize: inputSizeOf(store.getState()), ...(besideBytes > 0 && { besideBytes }) },
      {
        onProgress: (progress) => report(client, progress),
        onModel: (info) => {
          if (client === current) store.getState().modelReady(info);
        },
        onNotice: (notice) => tellNotice(client, notice),
      },
    );
    return client;
  }

  function adopt(client: GroundingClient, source: ModelSource): void {
    if (current !== client) current?.dispose();
    current = client;
    currentSource = source;
    decided();
  }

  function report(client: GroundingClient, progress: Progress): void {
    const { loadProgressed, runProgressed } = store.getState();
    const loads = progress.stage === 'weights' || progress.stage === 'compile';
    // While another model loads, only that one's progress is shown; a run of the model in use has a bar of its own.
    if (loads && client === (next ?? current)) loadProgressed(progress);
    if (!loads && client === current) runProgressed(progress);
  }

  function tellNotice(client: GroundingClient, { kind, message }: ClientNotice): void {
    const { modelFailed, tell } = store.getState();
    if (kind !== 'not-recovered') return tell('model', { tone: 'info', text: message });
    // `change` tells of a model that was still loading.
    if (client !== current) return;
    modelFailed();
    tell('model', { tone: 'error', text: message, action: { label: 'Try again', does: 'retry-load' } });
  }

  /** Resolves to what went wrong; undefined where the model is ready, or another has taken over. */
  async function load(client: GroundingClient, name: ModelName): Promise<unknown> {
    const { modelLoading, modelReady, modelFailed, tell } = store.getState();
    modelLoading(name);
    tell('model', undefined);
    try {
      const info = await client.load();
      if (client === current) modelReady(info);
      return undefined;
    } catch (error) {
      if (client !== current) return undefined;
      modelFailed();
      tell('model', { tone: 'error', text: sentenceOf(error), action: { label: 'Try again', does: 'retry-load' } });
      return error;
    }
  }

  async function change(name: ModelName, source: ModelSource): Promise<boolean> {
    stay();
    const { modelInfo, modelStatus } = store.getState();
    const candidate = (next = open(source, modelStatus === 'ready' ? modelInfo?.memoryBytes : 0));
    store.getState().modelChanging(name);
    try {
      const info = await candidate.load();
      if (candidate !== next) return false;
      next = undefined;
      adopt(candidate, source);
      store.getState().tell('model', undefined);
      store.getState().modelChanged(name, info);
      return true;
    } catch (error) {
      if (candidate !== next) return false;
      stay();
      if (codeOf(error) === 'model-too-large' && current && currentSource) return changeAlone(name, source);
      store.getState().tell('model', { tone: 'error', text: didNotLoad(name, error, store.getState().model) });
      return false;
    }
  }

  /** The device has no room for both models: the one in use is closed first, and comes back where the other does not load. */
  async function changeAlone(name: ModelName, source: ModelSource): Promise<boolean> {
    const [before, beforeSource] = [store.getState().model, currentSource!];
    adopt(open(source), source);
    const error = await load(current!, name);
    if (error === undefined) return store.getState().model.id === name.id;
    adopt(open(beforeSource), beforeSource);
    if ((await load(current!, before)) === undefined)
      store.getState().tell('model', { tone: 'error', text: didNotLoad(name, error, before) });
    return false;
  }

  function stay(): void {
    if (!next) return;
    next.dispose();
    next = undefined;
    store.getState().modelChanging(undefined);
  }

  return {
    ready: async () => {
      await first;
      return current!;
    },
    isCurrent: (client) => client === current,
    start: async (name, source) => {
      adopt(open(source), source);
      const error = await load(current!, name);
      if (error === undefined || source.kind === 'folder') return;
      adopt(open(builtInSource()), builtInSource());
      if ((await load(current!, BUILT_IN_NAME)) !== undefined) return;
      store.getState().tell('model', {
        tone: 'error',
        text: didNotLoad(name, error, BUILT_IN_NAME),
        action: { label: 'Show models', does: 'show-models' },
      });
    },
    retry: async () => {
      if (current) await load(current, store.getState().model);
    },
    change,
    stay,
  };
}
