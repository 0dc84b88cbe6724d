import type { WeightFormat, GlipConfig } from '../../model';

/**
 * The typed contract between the page and library.worker.ts, which keeps the visitor's models: plain data and Blobs only.
 * Errors are GlipErrors; those of this worker have the codes `download`, `storage`, `model-busy`, `model-missing`, `tokenizer`
 * and what reading a checkpoint throws (`weights-format`, `weights-tensor`, `weights-model`, `config`, `config-missing`).
 */

export type Origin =
  { readonly kind: 'file'; readonly name: string } | { readonly kind: 'address'; readonly url: string };

/** A model in the browser's store, whole and checked. */
export interface StoredModel {
  /** That of the registry where the file has a released name or came from a registry address; else made from the file's name. */
  readonly id: string;
  readonly title: string;
  /** The name in its config: `glip-t` (also (B) and (C)), `glip-t-a`, `glip-l`; any other for a GLIP of other sizes. */
  readonly variant: string;
  readonly parameters: number;
  readonly format: WeightFormat;
  /** Tensors kept in F32 in a smaller format, since F16 cannot hold their numbers. */
  readonly keptF32: readonly string[];
  /** The names of the classes that it was fine-tuned for, where its file told them. */
  readonly classes?: readonly string[];
  /** On disk, tokenizer included. */
  readonly bytes: number;
  readonly origin: Origin;
  /** When it was stored, ISO 8601. */
  readonly added: string;
  /** Without one the model cannot ground yet: see `addTokenizer`. */
  readonly hasTokenizer: boolean;
}

/** The texts of a tokenizer's two files, checked. */
export interface TokenizerTexts {
  readonly 'tokenizer.json': string;
  readonly 'tokenizer_config.json': string;
}

/** A model that could not be stored: for this visit it is read from `weights` whenever it is loaded. */
export interface UnstoredModel {
  readonly id: string;
  readonly title: string;
  readonly variant: string;
  readonly parameters: number;
  readonly classes?: readonly string[];
  readonly origin: Origin;
  readonly config: GlipConfig;
  /** A checkpoint or safetensors: the visitor's own file, or one that the worker made in memory. */
  readonly weights: Blob;
  readonly tokenizer?: TokenizerTexts;
}

export type Added =
  | { readonly kind: 'stored'; readonly model: StoredModel }
  /** `why` is a sentence for the visitor. */
  | { readonly kind: 'unstored'; readonly model: UnstoredModel; readonly why: string }
  /** Only a download: what has arrived is kept. */
  | { readonly kind: 'paused'; readonly download: PendingDownload };

/** A download that was paused or broken off, in this visit or an earlier one. Ask for `download` with its id to go on. */
export interface PendingDownload {
  /** The id that the model will have. */
  readonly id: string;
  readonly title: string;
  readonly address: string;
  /** Bytes that have arrived. */
  readonly received: number;
  /** Bytes that are needed, once the file's beginning has told. */
  readonly needed?: number;
  readonly format: WeightFormat;
}

/** In bytes; for the whole site, as the browser counts it. */
export interface Space {
  /** False where the browser stores no files for the page, as in some private windows; then there is no room either. */
  readonly stores: boolean;
  readonly used: number;
  /** Infinity where the browser does not tell: whether something fits is then seen by storing it. */
  readonly quota: number;
  /** Whether the browser has promised not to clear it by itself. */
  readonly persisted: boolean;
}

export type DownloadTarget =
  /** One of registry.ts, or a pending download by its id. */
  | { readonly kind: 'model'; readonly id: string }
  /** Any https address of a checkpoint whose server allows other sites to read it (CORS). */
  | { readonly kind: 'address'; readonly url: string };

export interface AddOptions {
  /** Default F16: half the size; see FLOAT16_EFFECT. */
  readonly format?: WeightFormat;
  /**
   * Whether bert-base-uncased's tokenizer (0.5 MB) may be fetched from its public address, if no stored model has one that fits.
   * A download does so anyway; an import only if the visitor has asked for it.
   */
  readonly fetchTokenizer?: boolean;
  /** A config.json that came apart from the weights: for a file that does not tell its config itself. */
  readonly config?: GlipConfig | undefined;
}

/** The visitor's files (tokenizer.json, with or without tokenizer_config.json; or vocab.txt), or the public address. */
export type TokenizerSource = readonly File[] | 'public';

export type AddProgress =
  | { readonly step: 'connecting'; readonly address: string }
  /** `fraction` 0..1 over what is needed; the weights are written as they arrive. Rates are of the last seconds. */
  | {
      readonly step: 'downloading';
      readonly fraction?: number;
      readonly received: number;
      readonly needed?: number;
      readonly bytesPerSecond?: number;
      readonly secondsLeft?: number;
    }
  /** The connection broke; the next attempt comes by itself. `why` is a sentence. */
  | { readonly step: 'waiting'; readonly seconds: number; readonly attempt: number; readonly why: string }
  /** The remote file has changed, so that the download begins anew. */
  | { readonly step: 'restarting'; readonly why: string }
  /** A dropped file is read and written in the product's form. */
  | { readonly step: 'converting'; readonly fraction: number }
  | { readonly step: 'tokenizer' };

/** What library.worker.ts exposes through Comlink. `job` names a running import or download: any string, new each time. */
export interface LibraryWorkerApi {
  /** Whole models only, the newest first. */
  list(): Promise<readonly StoredModel[]>;
  /** Downloads that nobody is at work on. */
  pending(): Promise<readonly PendingDownload[]>;
  space(): Promise<Space>;
  /**
   * @param files one checkpoint (.pth, .safetensors), and with it, if the visitor has them, config.json, tokenizer.json,
   * tokenizer_config.json or vocab.txt. A model with the same id is replaced once the new one is whole.
   */
  importFiles(
    job: string,
    files: readonly File[],
    options: AddOptions,
    onProgress: (progress: AddProgress) => void,
  ): Promise<Added>;
  /** Goes on where an earlier download of the same model was left. Rejects with an AbortError when it is cancelled. */
  download(
    job: string,
    target: DownloadTarget,
    options: AddOptions,
    onProgress: (progress: AddProgress) => void,
  ): Promise<Added>;
  /** `cancel` also removes what has arrived; an import can only be cancelled. */
  stop(job: string, how: 'pause' | 'cancel'): Promise<void>;
  /** Forgets a pending download and what has arrived of it. */
  discard(id: string): Promise<void>;
  /** @throws GlipError `model-busy` while another tab loads or replaces it. */
  remove(id: string): Promise<void>;
  /** @throws GlipError `tokenizer` that says why the files do not fit; `download`. */
  addTokenizer(id: string, source: TokenizerSource): Promise<StoredModel>;
  /** The same for a model that is not stored: the page keeps what comes back beside it. */
  readTokenizer(config: GlipConfig, source: TokenizerSource): Promise<TokenizerTexts>;
}
