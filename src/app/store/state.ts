import type { Box, GroundResult, ParsedPrompt, Span } from '../../model/types';
import type { SceneName } from '../../scenes/name';
import type { ModelInfo, Progress } from '../../workers/protocol';
import type { Occasion } from '../world/occasion';

/** All that the page knows, as plain data: no tensors, bitmaps, files or workers. */

export type PictureOrigin =
  | { readonly kind: 'sample'; readonly name: string }
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'local' }
  | ({ readonly kind: 'scene' } & MadeScene);

/** A picture that the page drew, and what is true of it. */
export interface MadeScene extends SceneName {
  readonly caption: string;
  readonly phrases: readonly TruePhrase[];
}

/** A phrase of a scene's caption, and the things it covers: none where it names what is not there. */
export interface TruePhrase extends Span {
  readonly boxes: readonly Box[];
}

export interface Picture {
  /** Names the pixels: a new one for every picture opened. */
  readonly id: string;
  readonly name: string;
  readonly origin: PictureOrigin;
  /** Blob URL of what is shown. */
  readonly url: string;
  /** Size of the upright original. */
  readonly width: number;
  readonly height: number;
  /** True where its pixels are like those of a photograph. */
  readonly photograph: boolean;
}

export interface Sample {
  readonly name: string;
  readonly title: string;
  readonly prompt: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** A finished run, together with what it was a run of. */
export interface Run extends GroundResult {
  readonly pictureId: string;
  readonly prompt: string;
  readonly spans: readonly Span[];
}

export type Topic = 'picture' | 'model' | 'link' | 'run' | 'save';

export interface Message {
  readonly tone: 'error' | 'info';
  readonly text: string;
  readonly action?: { readonly label: string; readonly does: 'retry-load' | 'retry-run' };
}

export interface Pointed {
  readonly phrase: number;
  /** Index into the run's detections, when the visitor points at one box. */
  readonly detection?: number;
}

export interface ModelState {
  readonly modelStatus: 'loading' | 'ready' | 'failed';
  readonly modelInfo: ModelInfo | undefined;
  readonly loadProgress: Progress | undefined;
}

export interface PictureState {
  readonly picture: Picture | undefined;
  /** Name of the picture that is being fetched or decoded. */
  readonly opening: string | undefined;
  /** Undefined until the list is there; empty when it could not be read. */
  readonly samples: readonly Sample[] | undefined;
  /** Blob URLs of the samples' pictures, by name. */
  readonly thumbnails: Readonly<Record<string, string>>;
}

export interface PromptState {
  readonly prompt: string;
  /** The visitor's own phrases. */
  readonly spans: readonly Span[];
  /** Phrases of the prompt as it stands; carried along with each edit until the worker has read it again. */
  readonly parsed: ParsedPrompt | undefined;
  readonly tokens: number | undefined;
  /** Words that the model knows in pieces only, if at all. */
  readonly brokenWords: readonly Span[];
}

export interface RunState {
  readonly run: Run | undefined;
  readonly running: boolean;
  readonly runProgress: Progress | undefined;
}

export interface ViewState {
  /** Undefined: the model's own default. */
  readonly threshold: number | undefined;
  /** Spans of phrases that are not shown. */
  readonly hidden: readonly Span[];
  readonly pointed: Pointed | undefined;
  /** The phrase that stays highlighted without a pointer. */
  readonly pinned: number | undefined;
  /** The words whose alignment is shown as a heat map. */
  readonly heat: Span | undefined;
  readonly messages: Readonly<Partial<Record<Topic, Message | undefined>>>;
  /** Whether the true boxes of made scenes are drawn. */
  readonly truthShown: boolean;
  /** What the visitor has been told about the model's limits and has dismissed. */
  readonly dismissed: readonly Occasion[];
}

export type AppState = ModelState & PictureState & PromptState & RunState & ViewState;
