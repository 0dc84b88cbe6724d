import type { Span } from '../types';

/** Which model a prompt was taught to. */
export interface ModelIdentity {
  readonly name: string;
  /** Of its weights, see `Glip.fingerprint`: eight hexadecimal digits. */
  readonly fingerprint: string;
}

interface TokenOffsets {
  /** In the token sequence of the prompt, [CLS] is 0. */
  readonly positions: readonly number[];
  /** One row a position, as long as the model's channels (`alignment`) or its text's hidden states (`embedding`); row-major. */
  readonly values: Float32Array;
}

/** Added to the final token embeddings P of S = O·Pᵀ, and to the tokens' biases, one a position. */
export interface AlignmentOffsets extends TokenOffsets {
  readonly form: 'alignment';
  readonly bias: Float32Array;
}

/** Added to the token embeddings that enter the fusion. */
export interface EmbeddingOffsets extends TokenOffsets {
  readonly form: 'embedding';
}

/** What tuning has learned, for some tokens of the prompt. */
export type PromptOffsets = AlignmentOffsets | EmbeddingOffsets;

export type TuningForm = PromptOffsets['form'];

/** Of the taught phrases; null where there is nothing to take a share of. */
export interface TaughtAp {
  readonly ap: number | null;
  readonly ap50: number | null;
}

export interface BeforeAndAfter {
  readonly before: TaughtAp;
  readonly after: TaughtAp;
}

/** A picture that a prompt was taught with. */
export interface ExampleRecord {
  /** SHA-256 of its file: 64 hexadecimal digits. */
  readonly fingerprint: string;
  /** How many true boxes were drawn in it, and how many shown ones were marked wrong. */
  readonly boxes: number;
  readonly wrong: number;
  /** True where nothing was learned from it: it told when to stop. */
  readonly heldOut: boolean;
}

/** A prompt that a model was taught by example: plain data that can be saved, sent and applied again; see promptFile.ts. */
export interface TunedPrompt {
  readonly model: ModelIdentity;
  readonly prompt: string;
  /** The visitor's own phrases, as with every prompt. */
  readonly spans: readonly Span[];
  /** The phrases that were taught. */
  readonly taught: readonly Span[];
  readonly offsets: PromptOffsets;
  readonly examples: readonly ExampleRecord[];
  /** On the pictures that were learned from, and on the held-out one where there was one. */
  readonly metrics: { readonly learned: BeforeAndAfter; readonly heldOut?: BeforeAndAfter };
}
