import type { Box, GroundResult, InputSize, ParsedPrompt, Span, TunedPrompt, WeightFormat } from '../../model';
import type { HistoryState } from '../lib/history';
import type { SceneName } from '../lib/sceneName';
import type { AddProgress, PendingDownload, Space, StoredModel } from '../../workers/messages/library';
import type { ModelInfo, Progress } from '../../workers/messages/grounding';
import type { ViewName } from './views';

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
  /** Its place in the strip, where it came with others. */
  readonly stripKey?: string;
}

/** A picture that came with others, whether it has been shown yet or not. */
export interface StripPicture {
  readonly key: string;
  readonly name: string;
  /** Blob URL of the file. */
  readonly url: string;
}

/** What the visitor has made in Ground: all of it can be undone. */
export interface GroundWork {
  readonly picture: Picture | undefined;
  readonly prompt: string;
  readonly spans: readonly Span[];
  readonly hidden: readonly Span[];
  readonly threshold: number | undefined;
  readonly tuned: TunedPrompt | undefined;
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

export type Topic = 'page' | 'picture' | 'model' | 'library' | 'link' | 'run' | 'save';

export interface Message {
  readonly tone: 'error' | 'info';
  readonly text: string;
  readonly action?: MessageAction;
}

export type MessageAction =
  | {
      readonly label: string;
      readonly does:
        | 'retry-load'
        | 'retry-run'
        | 'retry-library'
        | 'show-models'
        | 'leave-taught'
        | 'reload'
        | 'undo'
        | 'copy-report';
    }
  | { readonly label: string; readonly does: 'get-model'; readonly id: string }
  | { readonly label: string; readonly does: 'open-address'; readonly url: string };

export interface Pointed {
  readonly phrase: number;
  /** Index into the run's detections, when the visitor points at one box. */
  readonly detection?: number;
}

/** A model as the visitor and share links call it. */
export interface ModelName {
  /** Of the registry, or of a model of the visitor's own. */
  readonly id: string;
  readonly title: string;
}

export interface ModelState {
  /** The model in use; while `loading`, the one that will be. */
  readonly model: ModelName;
  readonly modelStatus: 'loading' | 'ready' | 'failed';
  readonly modelInfo: ModelInfo | undefined;
  readonly loadProgress: Progress | undefined;
  /** Takes over once it has loaded; until then the model in use goes on. */
  readonly nextModel: ModelName | undefined;
  /** How large the model sees pictures, where it offers a choice. Undefined: what suits the machine. */
  readonly inputSize: InputSize | undefined;
  readonly pace: Pace | undefined;
}

/** How long the model in use took for its latest picture that had to be read. */
export interface Pace {
  /** Of what is in proportion to the pixels of the model's input. */
  readonly millisecondsPerPixel: number;
  readonly millisecondsOfText: number;
}

/** A model on its way into the library: an import or a download at work, or one that failed and is not dismissed yet. */
export interface Arrival {
  readonly key: number;
  readonly kind: 'import' | 'download';
  /** Those that the model will have. */
  readonly id: string;
  readonly title: string;
  readonly progress: AddProgress | undefined;
  /** 0..1; undefined where nothing has been counted. */
  readonly fraction: number | undefined;
  /** A sentence; undefined while it is at work. */
  readonly failure: string | undefined;
}

/** A model that the browser could not store: it is gone after this visit. Its weights are not in the store. */
export interface GuestModel extends ModelName {
  readonly variant: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly hasTokenizer: boolean;
}

export interface LibraryState {
  readonly libraryOpen: boolean;
  /** The id of the model that the library was opened for. */
  readonly libraryFocus: string | undefined;
  /** Undefined until the worker has been asked. */
  readonly stored: readonly StoredModel[] | undefined;
  readonly guests: readonly GuestModel[];
  readonly pending: readonly PendingDownload[];
  readonly arrivals: readonly Arrival[];
  readonly space: Space | undefined;
  /** How weights are kept that are yet to come. */
  readonly format: WeightFormat;
}

export interface PictureState {
  readonly picture: Picture | undefined;
  /** Name of the picture that is being fetched or decoded. */
  readonly opening: string | undefined;
  /** Undefined until the list is there; empty when it could not be read. */
  readonly samples: readonly Sample[] | undefined;
  /** Pictures that came together; empty where the picture came alone. */
  readonly strip: readonly StripPicture[];
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
  /** What a prompt was taught; it applies while that is the prompt, see tunedFor. */
  readonly tuned: TunedPrompt | undefined;
}

export interface RunState {
  readonly run: Run | undefined;
  readonly running: boolean;
  readonly runProgress: Progress | undefined;
}

/** What the visitor may be told about the limits of the small models. */
export type Occasion = 'photograph' | 'unknown-words' | 'missed-in-photograph' | 'nothing-found';

export interface WorkState {
  readonly history: HistoryState<GroundWork>;
  /** Whether the browser keeps the work for the next visit; undefined until that is known. */
  readonly keeps: boolean | undefined;
}

export interface NavigationState {
  readonly view: ViewName;
  /** The address's fragment, with `#`, that Ground shows, or was left with; undefined before it has been opened. */
  readonly groundFragment: string | undefined;
}

export interface ViewState {
  /** Of the model in use; undefined: its own default. */
  readonly threshold: number | undefined;
  /** Those that were set for other models, by id: scores of different models are not alike. */
  readonly otherThresholds: Readonly<Record<string, number>>;
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

export type AppState = WorkState &
  NavigationState &
  ModelState &
  LibraryState &
  PictureState &
  PromptState &
  RunState &
  ViewState;
