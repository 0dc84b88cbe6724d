import { BUILT_IN } from '../../workers/registry/registry';
import { GroundingClient, type ClientNotice } from './groundingClient';
import type { ModelSource, Progress } from '../../workers/messages/grounding';
import { dataFolder } from '../lib/dataFolder';
import { inputSizeOf } from '../state/pace';
import type { ModelName } from '../state/state';
import type { AppStoreApi } from '../state/appStore';
import type { ForcedOptions } from './forcedOptions';
import { sentenceOf } from './sentence';

/** The model in use, and the way from one to another. */
export interface Engine {
  /** The client of the model in use. */
  readonly client: () => GroundingClient;
  /** Loads the first model; the built-in one in its place, should it fail. */
  readonly start: (name: ModelName, source: ModelSource) => Promise<void>;
  /** Loads the model in use, after a failure. */
  readonly retry: () => Promise<void>;
  /** Resolves to whether the model is now in use; if not, the visitor was told, and the one before goes on. */
  readonly change: (name: ModelName, source: ModelSource) => Promise<boolean>;
  /** Gives up a change that is under way. */
  readonly stay: () => void;
}

/** Where a model that comes with the page lies. */
export const builtInFolder = (id = BUILT_IN) => `${dataFolder('weights')}${id}/`;
export const BUILT_IN_NAME: ModelName = { id: BUILT_IN, title: BUILT_IN };
export const builtInSource = (id = BUILT_IN): ModelSource => ({ kind: 'folder', url: builtInFolder(id) });

const didNotLoad = (name: ModelName, error: unknown, instead: ModelName) =>
  `${name.title} did not load. ${sentenceOf(error)} The page goes on with ${instead.title}.`;

export function createEngine(store: AppStoreApi, forced: ForcedOptions): Engine {
  let current: GroundingClient;
  let next: GroundingClient | undefined;

  function open(model: ModelSource): GroundingClient {
    const client: GroundingClient = new GroundingClient(
      { model, ...forced, inputSize: inputSizeOf(store.getState()) },
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
    // Of a model that was still loading, `change` tells.
    if (client !== current) return;
    modelFailed();
    tell('model', { tone: 'error', text: message, action: { label: 'Try again', does: 'retry-load' } });
  }

  async function load(name: ModelName): Promise<unknown> {
    const { modelLoading, modelReady, modelFailed, tell } = store.getState();
    const client = current;
    modelLoading(name);
    tell('model', undefined);
    try {
      modelReady(await client.load());
      return undefined;
    } catch (error) {
      // Another model has taken over meanwhile.
      if (client !== current) return undefined;
      modelFailed();
      tell('model', { tone: 'error', text: sentenceOf(error), action: { label: 'Try again', does: 'retry-load' } });
      return error;
    }
  }

  async function change(name: ModelName, source: ModelSource): Promise<boolean> {
    stay();
    const candidate = (next = open(source));
    store.getState().modelChanging(name);
    try {
      const info = await candidate.load();
      if (candidate !== next) return false;
      current.dispose();
      current = candidate;
      next = undefined;
      store.getState().tell('model', undefined);
      store.getState().modelChanged(name, info);
      return true;
    } catch (error) {
      if (candidate !== next) return false;
      stay();
      const { model, tell } = store.getState();
      tell('model', { tone: 'error', text: didNotLoad(name, error, model) });
      return false;
    }
  }

  function stay(): void {
    if (!next) return;
    next.dispose();
    next = undefined;
    store.getState().modelChanging(undefined);
  }

  return {
    client: () => current,
    start: async (name, source) => {
      current = open(source);
      const error = await load(name);
      if (error === undefined || source.kind === 'folder') return;
      current.dispose();
      current = open(builtInSource());
      if ((await load(BUILT_IN_NAME)) !== undefined) return;
      store.getState().tell('model', {
        tone: 'error',
        text: didNotLoad(name, error, BUILT_IN_NAME),
        action: { label: 'Show models', does: 'show-models' },
      });
    },
    retry: async () => void (await load(store.getState().model)),
    change,
    stay,
  };
}
