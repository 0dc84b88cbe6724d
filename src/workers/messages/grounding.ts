import type {
  AlignmentMap,
  GroundResult,
  InputSize,
  NetworkTensors,
  ParsedPrompt,
  Span,
  Stage,
  Taught,
  TeachRequest,
  TeachStep,
  TunedPrompt,
} from '../../model';
import type { UnstoredModel } from './library';

/** The typed contract between page and worker: plain data only; bitmaps are transferred in. */

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** Where a model is loaded from. */
export type ModelSource =
  /** Absolute URL of a weights folder (config.json, model.safetensors, tokenizer files), ending in a slash. */
  | { readonly kind: 'folder'; readonly url: string }
  /** One that library.worker.ts has stored, by its id; works offline. */
  | { readonly kind: 'stored'; readonly id: string }
  /** One that could not be stored: read from its Blob, tensor by tensor. */
  | { readonly kind: 'unstored'; readonly model: UnstoredModel };

/**
 * Load errors beside `backend`, `weights-fetch` and what is wrong with the files: `model-missing` (not stored, or removed
 * meanwhile), `tokenizer` (it has none yet), `model-too-large` (the device cannot hold it; the sentence says what would work).
 */
export interface LoadRequest {
  readonly model: ModelSource;
  /** The size that the first picture will be grounded at, for warming up; see GroundRequest. */
  readonly inputSize?: InputSize;
  /** Forces a backend; without it: webgpu on a real GPU, else wasm. */
  readonly backend?: BackendName;
  /** Forces the number of wasm threads, 1 to 8; without it they are as many as the cores suggest, while they pay. */
  readonly threads?: number;
  /** What a model that stays until this one has loaded takes of the device's memory. Bytes. */
  readonly besideBytes?: number;
  /** Times every stage of every run, on the GPU too, which has to be waited for. */
  readonly profile?: boolean;
}

export interface ModelInfo {
  readonly name: string;
  readonly parameters: number;
  readonly backend: BackendName;
  /** e.g. the GPU's name, or "2 threads, SIMD". */
  readonly device: string;
  readonly maxTokens: number;
  readonly defaultThreshold: number;
  /** Short side and long side limit, in pixels, that pictures are resized to for the model. */
  readonly inputSize: { readonly min: number; readonly max: number };
  /** What GroundRequest.inputSize may choose; empty for models made for small pictures. */
  readonly inputSizes: readonly InputSize[];
  readonly loadMilliseconds: number;
  /** An estimate of what weights and work take. */
  readonly memoryBytes: number;
}

export interface Progress {
  readonly stage: 'weights' | 'compile' | Stage;
  /** 0..1 over the whole load or the whole run. */
  readonly fraction: number;
  /** Bytes, while weights load. */
  readonly loaded?: number;
  readonly total?: number;
}

export interface GroundRequest {
  /** Names the picture; the worker keeps the features of the latest one, and `bitmap` may be left out when the id is unchanged. */
  readonly imageId: string;
  readonly bitmap?: ImageBitmap;
  /** Size of the upright original; boxes come in these pixels even if the bitmap was scaled down. */
  readonly originalWidth: number;
  readonly originalHeight: number;
  readonly prompt: string;
  /** The visitor's own spans; they win over chunking. */
  readonly spans: readonly Span[];
  /** May change with every request: the weights stay. Without it, or where the model offers no choice, the model's own size. */
  readonly inputSize?: InputSize;
  /**
   * What the prompt, spans included, was taught. Errors: `prompt-model` where that was another model, `prompt-file` where it does not fit.
   */
  readonly tuned?: TunedPrompt;
}

/** One picture of many that are grounded in turn. */
export interface BatchRequest extends GroundRequest {
  /** The spans are all the phrases there are, and the prompt is of this kind; without it the prompt is read as in `ground`. */
  readonly spansOnly?: ParsedPrompt['kind'];
}

/** A prompt as the model's tokeniser reads it. */
export interface ReadPrompt extends ParsedPrompt {
  readonly tokens: number;
  /** Words that the model knows in pieces only, if at all. */
  readonly brokenWords: readonly Span[];
}

export interface MemoryInfo {
  readonly tensors: number;
  readonly bytes: number;
  /** GPU bytes in use and allocated (free pool included); 0 on other backends. */
  readonly gpuBytes: number;
  readonly gpuBytesAllocated: number;
}

/** What grounding.worker.ts exposes through Comlink. Callbacks are Comlink proxies. */
export interface GroundingWorkerApi {
  load(request: LoadRequest, onProgress: (progress: Progress) => void): Promise<ModelInfo>;
  /** Phrases of a prompt, without touching the model: quick enough for every keystroke. */
  parse(prompt: string, spans: readonly Span[]): Promise<ReadPrompt>;
  /** Latest request wins: an earlier one rejects with an AbortError at its next stage boundary. */
  ground(request: GroundRequest, onProgress: (progress: Progress) => void): Promise<GroundResult>;
  /** For batches: gives way to whatever `ground` is asked for, is never dropped, and takes nothing from the picture that `ground` holds. */
  groundInBatch(request: BatchRequest, onProgress: (progress: Progress) => void): Promise<GroundResult>;
  /** Keeps the features of pictures with these ids, those yet to come too, and frees those of all others but the latest. */
  retain(imageIds: readonly string[]): void;
  /**
   * Teaches a prompt by example. The pictures must be retained, and have been grounded once. Other requests are answered between its
   * steps. Errors: `teaching`, `prompt-too-long`; an AbortError after `abandonTeaching`.
   */
  teach(request: TeachRequest, onStep: (step: TeachStep) => void): Promise<Taught>;
  /** Stops whatever `teach` is at work on or waiting. */
  abandonTeaching(): void;
  /** Alignment of a span with the picture of the latest finished `ground`. */
  alignment(span: Span): Promise<AlignmentMap>;
  memory(): Promise<MemoryInfo>;
  /** Drops whatever `ground` is at work on or waiting, at the next stage boundary; it rejects with an AbortError. */
  abandon(): void;
  /** Resolves with a reason when the GPU device is gone; waits for ever on the other backends. */
  deviceLost(): Promise<string>;
  /** The network on prepared inputs, so that what the page runs can be compared with the official implementation. */
  debugAlignment(input: NetworkTensors): Promise<Float32Array>;
  /** Loses the GPU device on purpose, so that recovery can be tested. Does nothing on the other backends. */
  debugDestroyDevice(): void;
}
