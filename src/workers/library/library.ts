import { blobSource, glipCheckpoint, GlipError, openCheckpoint, type GlipConfig } from '../../model';
import { DownloadJob } from './download/downloadJob';
import { readPending, type DownloadTask } from './download/partialDownload';
import { checkAddress } from '../registry/address';
import { definedOf } from './store/definedOf';
import { readDroppedFiles } from './droppedFiles';
import { fileNameOf, identify } from '../registry/identity';
import { storeModel } from './store/storeModel';
import { adding } from '../storage/locks';
import type {
  AddOptions,
  AddProgress,
  Added,
  DownloadTarget,
  PendingDownload,
  Space,
  StoredModel,
  TokenizerSource,
  TokenizerTexts,
} from '../messages/library';
import { fetchTokenizer } from './publicTokenizer';
import { registryModel } from '../registry/registry';
import { ModelStore } from './store/modelStore';
import type { Environment } from './store/environment';
import { readTokenizer, tokenizerFiles } from './tokenizer';

type OnProgress = (progress: AddProgress) => void;

/** The visitor's models: what is stored, what is on its way, and how they come in. */
export class Library {
  readonly #store: ModelStore;

  constructor(private readonly surroundings: Environment) {
    this.#store = new ModelStore(surroundings.root, surroundings.locks);
  }

  list(): Promise<StoredModel[]> {
    return this.#store.list();
  }

  space(): Promise<Space> {
    return this.surroundings.space();
  }

  /** Clears away what earlier visits have left half-written. */
  tidy(): Promise<void> {
    return this.#store.tidy();
  }

  /** Downloads that nobody is at work on. */
  async pending(): Promise<PendingDownload[]> {
    const downloads = await this.#downloads();
    const found: PendingDownload[] = [];
    for (const id of await downloads.folders()) {
      if (await this.surroundings.locks.isHeld(adding(id))) continue;
      const state = await readPending(downloads, id);
      if (state) found.push(state);
      else await downloads.remove(id);
    }
    return found;
  }

  async discard(id: string): Promise<void> {
    await this.surroundings.locks.exclusive(adding(id), async () => (await this.#downloads()).remove(id));
  }

  remove(id: string): Promise<void> {
    return this.#store.remove(id);
  }

  async importFiles(
    files: readonly File[],
    { format = 'F16', fetchTokenizer = false, config }: AddOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Added> {
    const dropped = await readDroppedFiles(files);
    const checkpoint = glipCheckpoint(await openCheckpoint(blobSource(dropped.weights)), dropped.config, config);
    const { id, title } = identify(dropped.weights.name);
    return this.surroundings.locks.exclusive(adding(id), async () => {
      const tokenizer =
        (await dropped.tokenizerFor(checkpoint.config)) ??
        (await this.#findTokenizer(checkpoint.config, fetchTokenizer, onProgress, signal));
      const model = {
        id,
        title,
        origin: { kind: 'file', name: dropped.weights.name },
        checkpoint,
        format,
        tokenizer,
      } as const;
      return storeModel(this.#store, await this.space(), model, dropped.weights, (fraction) => {
        signal.throwIfAborted();
        onProgress({ step: 'converting', fraction });
      });
    });
  }

  /** @param signal its reason says whether what has arrived is kept: see DownloadJob. */
  async download(
    target: DownloadTarget,
    { format, config }: AddOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Added> {
    const task = { ...(await this.#taskOf(target, format)), ...definedOf({ config }) };
    return this.surroundings.locks.exclusive(adding(task.id), async () => {
      const tools = {
        store: this.#store,
        surroundings: this.surroundings,
        findTokenizer: (config: GlipConfig) => this.#findTokenizer(config, true, onProgress, signal),
      };
      return new DownloadJob(task, await this.#downloads(), tools, onProgress, signal).run();
    });
  }

  async addTokenizer(id: string, source: TokenizerSource): Promise<StoredModel> {
    return this.#store.setTokenizer(id, await this.readTokenizer(await this.#store.config(id), source));
  }

  readTokenizer(config: GlipConfig, source: TokenizerSource): Promise<TokenizerTexts> {
    if (source !== 'public') return readTokenizer(tokenizerFiles(source), config);
    return fetchTokenizer(config, this.surroundings.tokenizerFolders, {
      ...this.surroundings,
      signal: new AbortController().signal,
    });
  }

  #downloads() {
    return this.surroundings.root.folder('downloads');
  }

  async #taskOf(target: DownloadTarget, format: AddOptions['format']): Promise<DownloadTask> {
    if (target.kind === 'address') {
      const address = checkAddress(target.url.trim()).href;
      return { ...identify(fileNameOf(address)), addresses: [address], format: format ?? 'F16' };
    }
    const known = registryModel(target.id);
    const begun = (await this.pending()).find(({ id }) => id === target.id);
    const addresses = [...new Set([...(begun ? [begun.address] : []), ...(known?.addresses ?? [])])];
    if (addresses.length === 0)
      throw new GlipError('model-missing', `There is no address for the model “${target.id}”.`);
    return { id: target.id, title: known?.title ?? begun!.title, addresses, format: format ?? begun?.format ?? 'F16' };
  }

  /** One that a stored model has, or the public one if it may be fetched. Undefined where there is none: the visitor can add it. */
  async #findTokenizer(
    config: GlipConfig,
    mayFetch: boolean,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<TokenizerTexts | undefined> {
    for (const { id, hasTokenizer } of await this.#store.list()) {
      const sameTable = hasTokenizer && (await this.#store.config(id)).bert.vocabSize === config.bert.vocabSize;
      if (sameTable) return this.#store.tokenizer(id);
    }
    if (!mayFetch) return undefined;
    onProgress({ step: 'tokenizer' });
    try {
      return await fetchTokenizer(config, this.surroundings.tokenizerFolders, { ...this.surroundings, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GlipError) return undefined; // the model says that it has none, and how to give it one
      throw error;
    }
  }
}
