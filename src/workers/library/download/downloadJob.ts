import { glipCheckpoint, openCheckpoint, type GlipCheckpoint, type GlipConfig } from '../../../model';
import { definedOf } from '../store/definedOf';
import type { Folder } from '../../storage/folder';
import { storeModel } from '../store/storeModel';
import type { AddProgress, Added, TokenizerTexts } from '../../messages/library';
import type { ModelStore } from '../store/modelStore';
import type { Environment } from '../store/environment';
import { Interrupted, Refused, RemoteChanged } from '../../messages/downloadErrors';
import { Throttle } from './throttle';
import { PartialDownload, type DownloadTask } from './partialDownload';
import { Rate } from './rate';
import { RemoteFile } from './remoteFile';

/** Why a job's signal is aborted: what has arrived is kept, or not. */
export class Stopped extends DOMException {
  constructor(readonly how: 'pause' | 'cancel') {
    super(how === 'pause' ? 'The download is paused.' : 'Cancelled.', 'AbortError');
  }
}

export interface DownloadTools {
  readonly store: ModelStore;
  readonly surroundings: Environment;
  readonly findTokenizer: (config: GlipConfig) => Promise<TokenizerTexts | undefined>;
}

const PROGRESS_MILLISECONDS = 100;

/**
 * Gets one model. The checkpoint is read where it lies, and each tensor is written into the store as it arrives: of the released
 * files, which hold the weights twice and the optimiser's state beside, only what GLIP needs crosses the network. What has arrived
 * is kept until the model is stored, so that a download goes on where it was left. The caller holds the lock `adding`.
 */
export class DownloadJob {
  readonly #rate = new Rate();
  #received = 0;
  #needed?: number;
  readonly #progress = new Throttle(PROGRESS_MILLISECONDS, () => this.#tell());

  constructor(
    private readonly task: DownloadTask,
    private readonly downloads: Folder,
    private readonly tools: DownloadTools,
    private readonly onProgress: (progress: AddProgress) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws GlipError; after a broken connection what has arrived is kept. AbortError when cancelled. */
  async run(): Promise<Added> {
    const partial = await PartialDownload.open(this.downloads, this.task);
    let keep = false;
    try {
      return await this.#fromAnywhere(partial);
    } catch (error) {
      const paused = error instanceof Stopped && error.how === 'pause';
      keep = paused || (error instanceof Interrupted && this.#received > 0);
      if (keep) await partial.save();
      if (paused) return { kind: 'paused', download: partial.pending };
      if (keep)
        throw new Interrupted(
          `${(error as Interrupted).message} What has arrived is kept: go on when the connection is back.`,
          { cause: error },
        );
      throw error;
    } finally {
      this.#progress.end();
      partial.close();
      if (!keep) await this.downloads.remove(this.task.id);
    }
  }

  /** From the first address that gives the file. */
  async #fromAnywhere(partial: PartialDownload): Promise<Added> {
    let failure: unknown;
    for (const address of [...partial.addresses]) {
      if (failure !== undefined) partial.restart(address);
      try {
        return await this.#from(address, partial);
      } catch (error) {
        if (!this.#mayTryElsewhere(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** Another address is no help once a part is here: it would be fetched again. */
  #mayTryElsewhere(error: unknown): boolean {
    return error instanceof Refused || (error instanceof Interrupted && this.#received === 0);
  }

  /** Begins anew, once, if the file at the address is another one than before. */
  async #from(address: string, partial: PartialDownload): Promise<Added> {
    try {
      return await this.#attempt(address, partial);
    } catch (error) {
      if (!(error instanceof RemoteChanged)) throw error;
      this.#tellStep({ step: 'restarting', why: error.message });
      partial.restart(address);
      return await this.#attempt(address, partial);
    }
  }

  async #attempt(address: string, partial: PartialDownload): Promise<Added> {
    this.#tellStep({ step: 'connecting', address });
    this.#received = partial.pending.received;
    this.#needed = partial.pending.needed;
    const { surroundings, store, findTokenizer } = this.tools;
    const remote = await RemoteFile.open(address, partial.arrived, partial.identity, {
      ...surroundings,
      signal: this.signal,
      onArrived: (bytes) => this.#arrived(bytes, partial),
      onWaiting: (milliseconds, attempt, why) =>
        this.#tellStep({ step: 'waiting', seconds: milliseconds / 1000, attempt, why }),
    });
    try {
      const checkpoint = glipCheckpoint(await openCheckpoint(remote), undefined, partial.config);
      this.#needed = remote.honoursRanges ? (this.#needed ?? this.#received + bytesOf(checkpoint)) : remote.size;
      partial.describe(remote.identity, this.#needed);
      const tokenizer = await findTokenizer(checkpoint.config);
      const { id, title, format } = this.task;
      const model = { id, title, origin: { kind: 'address', url: address }, checkpoint, format, tokenizer } as const;
      return await storeModel(store, await surroundings.space(), model, undefined, () => this.#changed());
    } finally {
      remote.close();
    }
  }

  async #arrived(bytes: number, partial: PartialDownload): Promise<void> {
    this.#received += bytes;
    this.#rate.add(bytes, performance.now());
    this.#changed();
    await partial.noteArrived(bytes);
  }

  #changed(): void {
    this.signal.throwIfAborted();
    this.#progress.changed();
  }

  #tellStep(step: AddProgress): void {
    this.#progress.settle();
    this.onProgress(step);
  }

  #tell(): void {
    const now = performance.now();
    const [received, needed, bytesPerSecond] = [this.#received, this.#needed, this.#rate.bytesPerSecond(now)];
    const secondsLeft =
      needed !== undefined && bytesPerSecond ? Math.max(0, needed - received) / bytesPerSecond : undefined;
    const fraction = needed !== undefined ? Math.min(1, received / needed) : undefined;
    this.onProgress({ step: 'downloading', received, ...definedOf({ needed, fraction, bytesPerSecond, secondsLeft }) });
  }
}

const bytesOf = ({ tensors }: GlipCheckpoint) => [...tensors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
