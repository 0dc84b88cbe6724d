import { proxy, transfer, type ProxyMarked } from 'comlink';
import {
  GlipError,
  type AlignmentMap,
  type GroundResult,
  type InputSize,
  type NetworkTensors,
  type Span,
  type Taught,
  type TeachRequest,
  type TeachStep,
} from '../../model';
import { installErrorTransfer, isAbort, Superseded } from '../../workers/messages/errors';
import type {
  BackendName,
  BatchRequest,
  GroundRequest,
  MemoryInfo,
  ModelInfo,
  ModelSource,
  Progress,
  ReadPrompt,
} from '../../workers/messages/grounding';
import { ModelSession } from './modelSession';

export interface ClientOptions {
  readonly model: ModelSource;
  /** For warming up; every request says its own. */
  readonly inputSize?: InputSize;
  readonly backend?: BackendName;
  /** Wasm threads, 1 to 8; without it as many as the cores suggest, while they pay. */
  readonly threads?: number;
  /** See LoadRequest. */
  readonly besideBytes?: number;
  /** See LoadRequest. */
  readonly profile?: boolean;
}

/** `not-recovered`: what is asked for next starts the model anew. */
export interface ClientNotice {
  readonly kind: 'recovering' | 'recovered' | 'fell-back-to-wasm' | 'not-recovered';
  /** A sentence for the visitor. */
  readonly message: string;
}

export interface ClientEvents {
  onProgress(progress: Progress): void;
  /** After every load, that of a recovery included. */
  onModel(info: ModelInfo): void;
  onNotice(notice: ClientNotice): void;
}

export type PictureRequest = Omit<GroundRequest, 'bitmap'> & {
  /** Asked for when the worker does not hold the picture, after a crash once more. The bitmap is given away. */
  bitmap(): Promise<ImageBitmap>;
};

/** The same for one picture of a batch. */
export type BatchPictureRequest = PictureRequest & Pick<BatchRequest, 'spansOnly'>;

/** Losses in a row, without a finished run between them, that are recovered from. */
const MAX_LOSSES = 3;
/** So often the GPU may fail in a page's life before it goes on with wasm. */
const MAX_GPU_FAILURES = 2;

/**
 * The page's side of the model: one client, one model. To change models, make another client, and dispose of this one when the
 * other has loaded: until then this one goes on grounding, and if the other cannot be loaded it stays. When the worker crashes or the GPU device is lost, it tells the visitor, starts a new
 * worker, loads the model again and repeats what was asked for. Every promise settles.
 */
export class GroundingClient {
  readonly #options: ClientOptions;
  readonly #events: ClientEvents;
  #session?: ModelSession;
  #ready?: Promise<ModelSession>;
  #losses = 0;
  #gpuFailures = 0;
  #newest = 0;
  #finished?: PictureRequest;
  #disposed = false;
  #batch: Promise<unknown> = Promise.resolve();
  #retained: readonly string[] = [];

  constructor(options: ClientOptions, events: ClientEvents) {
    installErrorTransfer();
    this.#options = options;
    this.#events = events;
  }

  /** Loads the model, once. @throws GlipError; calling again is trying again. */
  load(): Promise<ModelInfo> {
    return this.#request((session) => Promise.resolve(session.info!));
  }

  /** Phrases of a prompt, how many tokens it takes, and which of its words the model does not know. */
  parse(prompt: string, spans: readonly Span[]): Promise<ReadPrompt> {
    return this.#request((session) => session.api.parse(prompt, spans));
  }

  /**
   * Latest request wins.
   * @throws AbortError when a newer request or the signal comes first; else GlipError.
   */
  async ground(request: PictureRequest, signal?: AbortSignal): Promise<GroundResult> {
    signal?.throwIfAborted();
    const id = ++this.#newest;
    const isWanted = () => id === this.#newest && !signal?.aborted;
    const abandon = () => {
      if (id === this.#newest) void this.#session?.api.abandon();
    };
    signal?.addEventListener('abort', abandon);
    try {
      const result = await this.#request((session) => this.#send(session, request, isWanted));
      this.#losses = 0;
      this.#finished = request;
      return result;
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
  }

  /**
   * Grounds one picture of a batch: in turn with others that are asked for so, behind whatever `ground` is asked for, and dropped
   * only with the model.
   */
  groundInBatch(request: BatchPictureRequest): Promise<GroundResult> {
    const result = this.#batch.then(() => this.#request((session) => this.#sendInBatch(session, request)));
    this.#batch = result.then(
      () => {
        this.#losses = 0;
      },
      () => undefined,
    );
    return result;
  }

  /** Keeps the features of pictures with these ids until this is called again: grounding them in a batch, and teaching with them, then costs no encoding. */
  retain(imageIds: readonly string[]): void {
    this.#retained = imageIds;
    const session = this.#session;
    if (!session?.info) return; // told as soon as the model is there
    for (const id of session.retained.keys()) if (!imageIds.includes(id)) session.retained.delete(id);
    void session.api.retain(imageIds);
  }

  /**
   * Teaches a prompt by example.
   * @param pictures of the examples, in their order; all retained. One that the worker does not hold, after a crash say, is grounded first.
   * @throws AbortError when the signal comes first; else GlipError.
   */
  async teach(
    request: TeachRequest,
    pictures: readonly BatchPictureRequest[],
    onStep: (step: TeachStep) => void,
    signal: AbortSignal,
  ): Promise<Taught> {
    signal.throwIfAborted();
    const abandon = () => void this.#session?.api.abandonTeaching();
    signal.addEventListener('abort', abandon);
    try {
      return await this.#request(async (session) => {
        for (const picture of pictures) {
          if (!holds(session, picture)) await this.#sendInBatch(session, picture);
          signal.throwIfAborted();
        }
        const tell = proxy((step: TeachStep) => {
          session.signOfLife();
          if (!signal.aborted) onStep(step);
        });
        return session.api.teach(request, tell);
      });
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  /** Alignment of a span with the picture of the latest finished `ground`. */
  alignment(span: Span): Promise<AlignmentMap> {
    return this.#request(async (session) => {
      // A worker that has been started since then has seen no picture yet.
      if (session.heldPicture === undefined && this.#finished) await this.#send(session, this.#finished);
      return session.api.alignment(span);
    });
  }

  memory(): Promise<MemoryInfo> {
    return this.#request((session) => session.api.memory());
  }

  /** Ends the worker; whatever is pending rejects with an AbortError. */
  dispose(): void {
    this.#disposed = true;
    this.#session?.close(new Superseded('The model has been closed.'));
  }

  /** Ends the worker as a crash would, so that recovery can be tested. */
  debugTerminate(): void {
    this.#session?.crash('terminated on purpose');
  }

  /** What the network makes of prepared inputs, for comparison with the official implementation. */
  debugAlignment(input: NetworkTensors): Promise<Float32Array> {
    return this.#request((session) => session.api.debugAlignment(input));
  }

  /** Loses the GPU device as a driver reset would. */
  async debugDestroyDevice(): Promise<void> {
    const session = await this.#ready;
    await session?.api.debugDestroyDevice();
  }

  /** Has the work done by a living worker with the model in it, by the next one if that dies on the way. */
  async #request<T>(work: (session: ModelSession) => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#disposed) throw new Superseded('The model has been closed.');
      const ready = (this.#ready ??= this.#open());
      try {
        const session = await ready;
        return await session.call(this.#watched(session, work(session)));
      } catch (error) {
        if (this.#ready === undefined || this.#ready === ready) throw error;
      }
    }
  }

  /** The worker reports what is wrong with its backend as an error of the call that met it; the backend is past saving then. */
  #watched<T>(session: ModelSession, answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      if (error instanceof GlipError && (error.code === 'device-lost' || error.code === 'backend')) session.fail(error);
      throw error;
    });
  }

  async #open(): Promise<ModelSession> {
    const session: ModelSession = new ModelSession((error) => this.#recover(session, error));
    this.#session = session;
    const backend = this.#gpuFailures < MAX_GPU_FAILURES ? this.#options.backend : 'wasm';
    try {
      session.info = await this.#reporting(session, (onProgress) =>
        session.call(session.api.load({ ...this.#options, backend }, onProgress)),
      );
    } catch (error) {
      const gpuFailed = error instanceof GlipError && error.code === 'backend' && backend !== 'wasm';
      if (gpuFailed && (backend === undefined || this.#gpuFailures > 0)) {
        this.#gpuFailures = MAX_GPU_FAILURES; // what does not start will not start a moment later
        session.fail(error);
      } else if (this.#session === session) {
        session.close(error as Error);
        this.#ready = undefined;
      }
      throw error;
    }
    if (this.#retained.length > 0) void session.api.retain(this.#retained);
    session.api.deviceLost().then(
      (reason) => session.fail(new GlipError('device-lost', `The graphics processor was lost: ${reason}`)),
      () => undefined, // the session has ended, and told so itself
    );
    this.#events.onModel(session.info);
    return session;
  }

  #recover(lost: ModelSession, error: GlipError): void {
    if (this.#disposed || lost !== this.#session) return;
    if (error.code === 'script') {
      this.#ready = undefined; // it would not load a moment later either
      this.#events.onNotice({ kind: 'not-recovered', message: error.message });
      return;
    }
    const onGpu = lost.info?.backend !== 'wasm' && error.code !== 'internal';
    if (onGpu) this.#gpuFailures++;
    this.#ready = undefined;
    if (++this.#losses > MAX_LOSSES) {
      this.#losses = 0;
      this.#events.onNotice({ kind: 'not-recovered', message: `${error.message} Starting again did not help.` });
      return;
    }
    this.#events.onNotice({ kind: 'recovering', message: `${error.message} Starting again …` });
    const fallsBack = onGpu && this.#gpuFailures >= MAX_GPU_FAILURES;
    this.#ready = this.#open();
    this.#ready.then(
      () => this.#events.onNotice(fallsBack ? FELL_BACK : RECOVERED),
      (failure: unknown) => {
        const message = failure instanceof Error ? failure.message : String(failure);
        if (!this.#ready && !this.#disposed) this.#events.onNotice({ kind: 'not-recovered', message });
      },
    );
  }

  async #send(session: ModelSession, request: PictureRequest, isWanted = () => true): Promise<GroundResult> {
    if (!isWanted()) throw new Superseded();
    const bitmap = session.heldPicture === request.imageId ? undefined : await request.bitmap();
    if (!isWanted()) {
      bitmap?.close();
      throw new Superseded();
    }
    const message: GroundRequest = { ...request, bitmap };
    session.heldPicture = request.imageId; // the worker takes the pictures in the order in which they are sent
    try {
      return await this.#reporting(
        session,
        (onProgress) => session.api.ground(bitmap ? transfer(message, [bitmap]) : message, onProgress),
        isWanted,
      );
    } catch (error) {
      if (!isAbort(error)) session.heldPicture = undefined;
      throw error;
    }
  }

  async #sendInBatch(session: ModelSession, request: BatchPictureRequest): Promise<GroundResult> {
    const isHeld = session.heldBatchPicture === request.imageId || holds(session, request);
    const bitmap = isHeld ? undefined : await request.bitmap();
    const message: BatchRequest = { ...request, bitmap };
    if (bitmap) session.heldBatchPicture = request.imageId;
    const onProgress = proxy(() => session.signOfLife());
    try {
      const result = await session.api.groundInBatch(bitmap ? transfer(message, [bitmap]) : message, onProgress);
      if (this.#retained.includes(request.imageId)) session.retained.set(request.imageId, request.inputSize);
      return result;
    } catch (error) {
      session.heldBatchPicture = undefined;
      throw error;
    }
  }

  /** Passes a call's progress on until it is answered: the two come over ports of their own, and the last progress may come last. */
  async #reporting<T>(
    session: ModelSession,
    call: (onProgress: ((progress: Progress) => void) & ProxyMarked) => Promise<T>,
    isWanted = () => true,
  ): Promise<T> {
    let answered = false;
    const onProgress = proxy((progress: Progress) => {
      session.signOfLife();
      if (!answered && session === this.#session && isWanted()) this.#events.onProgress(progress);
    });
    try {
      return await call(onProgress);
    } finally {
      answered = true;
    }
  }
}

/** Whether the worker has the features of a retained picture. */
const holds = ({ retained }: ModelSession, { imageId, inputSize }: PictureRequest) =>
  retained.has(imageId) && retained.get(imageId) === inputSize;

const RECOVERED: ClientNotice = { kind: 'recovered', message: 'The model is running again.' };
const FELL_BACK: ClientNotice = {
  kind: 'fell-back-to-wasm',
  message:
    'The graphics processor cannot be relied on here, so the model now runs on the main processor, which takes longer.',
};
