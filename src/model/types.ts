/** Plain data that crosses every boundary of the product: model, worker, page, tools. No tensors here. */

/** Half-open range of UTF-16 offsets into the prompt exactly as typed. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A phrase of the prompt that the model grounds. `text` is `prompt.slice(start, end)`. */
export interface Phrase extends Span {
  readonly text: string;
  /** Where it comes from: an item of a list prompt, noun-phrase chunking, or the visitor's own selection. */
  readonly origin: 'list' | 'noun-phrase' | 'selection';
}

export interface ParsedPrompt {
  readonly kind: 'list' | 'caption';
  /** In order of `start`, never overlapping; phrases that came with the prompt (givenPhrases) as they came. */
  readonly phrases: readonly Phrase[];
  /** The classes of a prompt that names them: "helmet = hard hat, safety helmet [worn on the head]". */
  readonly classes?: readonly PromptClass[];
  /** What should be said about the prompt before it is read; left out where there is nothing. */
  readonly hints?: readonly PromptHint[];
}

/** A class that a prompt names, and what is looked for under that name. */
export interface PromptClass {
  /** As it is spelled in the prompt. */
  readonly name: string;
  /** Indices into the phrases of the prompt. */
  readonly phrases: readonly number[];
  /** What the model reads behind each of the phrases, without looking for it. */
  readonly description?: string;
}

/** What a prompt may be misunderstood for. */
export type PromptHint =
  /** The model does not understand "no", "not" or "without": it looks for what is named. `at` is the word's offset in the prompt. */
  | { readonly kind: 'negation'; readonly at: number }
  /** Several nouns make up one phrase, because nothing separates them. */
  | { readonly kind: 'one-phrase' };

/** x0, y0, x1, y1 in pixels of the upright original image; x1 and y1 are outer edges. */
export type Box = readonly [number, number, number, number];

export interface Detection {
  /** Index into the phrases of the same result. */
  readonly phrase: number;
  readonly box: Box;
  /** 0..1; the page's threshold is on this scale. */
  readonly score: number;
}

/** 8-bit RGBA pixels, row-major, upright, not premultiplied. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export const STAGES = ['preprocess', 'image', 'text', 'fusion', 'boxes'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * Milliseconds. A stage that was answered from a cache is 0; one whose time is not known, since the GPU works behind the program, is left
 * out, unless the run is profiled.
 */
export type StageTimings = Readonly<Partial<Record<Stage, number>>> & { readonly total: number };

/** What the visitor must be told about the prompt: nothing is cut or split silently. */
export type PromptNotice =
  | PromptHint
  | { readonly kind: 'list-split'; readonly runs: number; readonly maxTokens: number }
  | {
      readonly kind: 'caption-cut';
      /** offset in the prompt at which the model stops reading */ readonly at: number;
      readonly maxTokens: number;
    };

export interface GroundResult {
  readonly parsed: ParsedPrompt;
  /** Every detection above the candidate threshold, best first: a slider filters these without the model. */
  readonly detections: readonly Detection[];
  readonly notices: readonly PromptNotice[];
  /** Tokens the prompt takes, [CLS] and [SEP] included, summed over the runs. */
  readonly tokens: number;
  readonly timings: StageTimings;
}

/** Alignment of one span of the prompt with every location, as probability, resampled to one grid over the whole image. */
export interface AlignmentMap {
  readonly width: number;
  readonly height: number;
  /** Row-major, 0..1, `width * height` values. */
  readonly values: Float32Array;
}
