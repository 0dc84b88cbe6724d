import type { GlipConfig } from '../../../model';
import { LibraryClient, type Job, type OnAddProgress } from '../../engine/libraryClient';
import { checkAddress } from '../../../workers/registry/address';
import { fileNameOf, identify } from '../../../workers/registry/identity';
import type { Added, DownloadTarget, TokenizerSource, UnstoredModel } from '../../../workers/messages/library';
import { BUILT_IN, comesWithPage, registryModel } from '../../../workers/registry/registry';
import type { ModelSource } from '../../../workers/messages/grounding';
import { isWeightsName } from '../../lib/fileKinds';
import { formatBytes } from '../../lib/format';
import type { Arrival, Message, MessageAction, ModelName } from '../../state/state';
import type { AppStoreApi } from '../../state/appStore';
import { builtInSource, type Engine } from '../../engine/engine';
import type { ModelsController } from '../../page';
import { rememberedModel, rememberInputSize, rememberModel } from '../../state/remembered';
import { codeOf, isAbort, sentenceOf } from '../../engine/sentence';

interface ModelsParts {
  readonly store: AppStoreApi;
  readonly engine: Engine;
  readonly client?: LibraryClient;
}

export function createModelsController({ store, engine, client = new LibraryClient() }: ModelsParts): ModelsController {
  /** Which model the page starts with. Whoever wants another waits for it, so that no model is loaded twice. */
  let decided: Promise<void> = Promise.resolve();
  const jobs = new Map<number, Job>();
  /** Those that could not be stored, with their weights, for this visit. */
  const guests = new Map<string, UnstoredModel>();
  let arrivals = 0;
  /** A config.json that came before its weights. */
  let config: GlipConfig | undefined;
  /** The latest weights that were refused for want of a config, and how to read them again. */
  let refused: { readonly arrival: number; readonly again: (more: readonly File[]) => Promise<void> } | undefined;

  const fail = (error: unknown, action?: MessageAction) =>
    store.getState().tell('library', { tone: 'error', text: sentenceOf(error), ...(action && { action }) });

  async function refresh(): Promise<void> {
    try {
      const [stored, pending, space] = await Promise.all([client.list(), client.pending(), client.space()]);
      const { libraryListed, messages, tell } = store.getState();
      libraryListed({ stored, pending, space });
      if (messages.library?.action?.does === 'retry-library') tell('library', undefined);
    } catch (error) {
      fail(error, { label: 'Try again', does: 'retry-library' });
    }
  }

  function find(id: string): { name: ModelName; source: ModelSource } | undefined {
    if (comesWithPage(id)) return { name: { id, title: registryModel(id)!.title }, source: builtInSource(id) };
    const guest = guests.get(id);
    if (guest)
      return guest.tokenizer && { name: { id, title: guest.title }, source: { kind: 'unstored', model: guest } };
    const stored = store.getState().stored?.find((model) => model.id === id);
    return stored?.hasTokenizer ? { name: { id, title: stored.title }, source: { kind: 'stored', id } } : undefined;
  }

  async function start(wanted = rememberedModel() ?? BUILT_IN): Promise<void> {
    let started = Promise.resolve();
    decided = (async () => {
      // Who uses one that comes with the page needs no library.
      if (!comesWithPage(wanted)) await refresh();
      const { name, source } = find(wanted) ?? find(BUILT_IN)!;
      started = engine.start(name, source);
    })();
    await decided;
    await started;
  }

  async function want(id: string): Promise<void> {
    await decided;
    const { model, nextModel, stored, tell } = store.getState();
    if ((nextModel ?? model).id === id) return;
    if (!comesWithPage(id) && stored === undefined) await refresh();
    if (find(id)) return switchTo(id);
    const here = store.getState().stored?.some((other) => other.id === id) ?? false;
    tell('link', standsIn(id, here, model.title));
  }

  async function switchTo(id: string): Promise<void> {
    const found = find(id);
    if (!found) return;
    if (!(await engine.change(found.name, found.source))) return;
    if (found.source.kind !== 'unstored') rememberModel(id);
    store.getState().tell('link', undefined);
  }

  async function arrive(
    about: Pick<Arrival, 'kind' | 'id' | 'title'>,
    start: (onProgress: OnAddProgress) => Job,
    again: (more: readonly File[]) => Promise<void>,
  ): Promise<void> {
    const key = ++arrivals;
    const { arrivalStarted, arrivalProgressed, arrivalFailed, arrivalEnded, tell } = store.getState();
    arrivalStarted({ key, ...about });
    tell('library', undefined);
    try {
      const job = start((progress) => arrivalProgressed(key, progress));
      jobs.set(key, job);
      const added = await job.done;
      arrivalEnded(key);
      if (added.kind !== 'paused' && added.model.variant === config?.name) config = undefined;
      await refresh();
      await welcome(added);
    } catch (error) {
      if (isAbort(error)) arrivalEnded(key);
      else arrivalFailed(key, sentenceOf(error));
      if (codeOf(error) === 'config-missing') refused = { arrival: key, again };
      await refresh();
    } finally {
      jobs.delete(key);
    }
  }

  /** A model has come: it is to be kept, told about, and used. */
  async function welcome(added: Added): Promise<void> {
    if (added.kind === 'paused') return;
    const { title } = added.model;
    const { tell } = store.getState();
    if (added.kind === 'stored') {
      forgetGuest(added.model.id);
      // Some browsers ask the visitor, which may take its time.
      void client.persist().then(refresh, () => undefined);
      if (!added.model.hasTokenizer) return tell('library', awaitingTokenizer(title));
      tell('library', {
        tone: 'info',
        text: `${title} is stored on this machine (${formatBytes(added.model.bytes)}). It is here at your next visit too, also without a network.`,
      });
    } else {
      keepGuest(added.model);
      if (!added.model.tokenizer) return tell('library', awaitingTokenizer(title));
      tell('library', { tone: 'info', text: `${title} could not be stored. ${added.why}` });
    }
    await switchTo(added.model.id);
  }

  function keepGuest(model: UnstoredModel): void {
    guests.set(model.id, model);
    const { id, title, variant, parameters, weights, tokenizer } = model;
    store
      .getState()
      .guestArrived({ id, title, variant, parameters, bytes: weights.size, hasTokenizer: tokenizer !== undefined });
  }

  /** @returns whether there was one. */
  function forgetGuest(id: string): boolean {
    store.getState().guestLeft(id);
    return guests.delete(id);
  }

  const isArriving = (id: string) =>
    store.getState().arrivals.some((arrival) => arrival.id === id && arrival.failure === undefined);

  function fetchModel(target: DownloadTarget, about: Pick<Arrival, 'id' | 'title'>): Promise<void> {
    const { pending, format } = store.getState();
    // What has begun goes on as it began.
    const begun = pending.find(({ id }) => id === about.id);
    const start = (onProgress: OnAddProgress) =>
      client.download(target, onProgress, { format: begun?.format ?? format, config });
    return arrive({ kind: 'download', ...about }, start, () => fetchModel(target, about));
  }

  function importFiles(files: readonly File[]): Promise<void> {
    const { name } = files.find((file) => isWeightsName(file.name)) ?? files[0]!;
    const options = { format: store.getState().format, fetchTokenizer: true, config };
    const start = (onProgress: OnAddProgress) => client.importFiles(files, onProgress, options);
    return arrive({ kind: 'import', ...identify(name) }, start, (more) => importFiles([...files, ...more]));
  }

  async function addTokenizer(source: TokenizerSource, id?: string): Promise<void> {
    const waiting = id ?? newestWithoutTokenizer();
    if (waiting === undefined)
      return fail(new Error('No model here waits for a tokenizer. Open the model’s own file first.'));
    const guest = guests.get(waiting);
    try {
      if (guest) keepGuest(await client.addTokenizerTo(guest, source));
      else await client.addTokenizer(waiting, source);
    } catch (error) {
      return fail(error);
    }
    store.getState().tell('library', undefined);
    await refresh();
    await switchTo(waiting);
  }

  return {
    start,
    want,
    refresh,
    find,
    switchTo,
    chooseInputSize: (size) => {
      rememberInputSize(size);
      store.getState().setInputSize(size);
    },
    importFiles,
    download: async (id) => {
      const title = registryModel(id)?.title ?? store.getState().pending.find((download) => download.id === id)?.title;
      if (title === undefined || isArriving(id)) return;
      await fetchModel({ kind: 'model', id }, { id, title });
    },
    downloadFrom: (address) => {
      try {
        const url = checkAddress(address.trim()).href;
        const about = identify(fileNameOf(url));
        if (!isArriving(about.id)) void fetchModel({ kind: 'address', url }, about).catch(fail);
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    },
    pause: (arrival) => jobs.get(arrival)?.pause(),
    cancel: (arrival) => {
      const job = jobs.get(arrival);
      if (refused?.arrival === arrival) refused = undefined;
      if (job) job.cancel();
      else store.getState().arrivalEnded(arrival);
    },
    discard: async (id) => {
      await client.discard(id).catch(fail);
      await refresh();
    },
    remove: async (id) => {
      // What is in use would be missed at the next start.
      if (store.getState().model.id === id) await switchTo(BUILT_IN);
      if (store.getState().nextModel?.id === id) engine.stay();
      if (forgetGuest(id)) return;
      await client.remove(id).catch(fail);
      await refresh();
    },
    addConfig: async (file, tokenizer) => {
      try {
        const { parseConfig } = await import('./configFile');
        config = parseConfig(await file.text());
      } catch (error) {
        // BERT's folders have a config.json of their own beside the tokenizer.
        return tokenizer.length > 0 ? addTokenizer(tokenizer) : fail(error);
      }
      const waiting = refused;
      refused = undefined;
      if (!waiting) {
        store.getState().tell('library', awaitingWeights(config.name));
        return tokenizer.length > 0 ? addTokenizer(tokenizer) : undefined;
      }
      store.getState().arrivalEnded(waiting.arrival);
      await waiting.again(tokenizer);
    },
    addTokenizer,
  };

  function newestWithoutTokenizer(): string | undefined {
    const { stored = [], guests } = store.getState();
    return [...guests, ...stored].find(({ hasTokenizer }) => !hasTokenizer)?.id;
  }
}

/** Tells that a link was made with a model that is not here. @param here whether it lacks only its tokenizer. */
function standsIn(id: string, here: boolean, title: string): Message {
  const known = registryModel(id);
  const lacks = here ? 'whose tokenizer is not on this machine' : 'which is not on this machine';
  return {
    tone: 'info',
    text: `This link was made with ${known?.title ?? `the model “${id}”`}, ${lacks}. ${title} stands in for it: its boxes are not those of the link.`,
    action:
      known && !here
        ? { label: `Get ${known.title} (${formatBytes(known.neededBytes)})`, does: 'get-model', id }
        : { label: 'Show models', does: 'show-models' },
  };
}

const awaitingWeights = (name: string): Message => ({
  tone: 'info',
  text: `The config of ${name} is here, and waits for its weights: drop the checkpoint on the page, or download it.`,
  action: { label: 'Show models', does: 'show-models' },
});

const awaitingTokenizer = (title: string): Message => ({
  tone: 'info',
  text: `${title} is here, and waits for a tokenizer: drop tokenizer.json or vocab.txt of bert-base-uncased on the page.`,
  action: { label: 'Show models', does: 'show-models' },
});
