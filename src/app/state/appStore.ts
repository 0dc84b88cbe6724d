import { createStore, type StateCreator } from 'zustand/vanilla';
import type { ParsedPrompt, Span, TunedPrompt } from '../../model';
import type { Progress } from '../../workers/messages/grounding';
import type { ViewName } from './views';
import { addSpan, followEdit, removeSpan, sameSpan } from '../lib/spans';
import { workSlice, type WorkSlice } from './workSlice';
import { librarySlice, type LibrarySlice } from './librarySlice';
import { modelSlice, type ModelSlice } from './modelSlice';
import type {
  AppState,
  Message,
  NavigationState,
  Occasion,
  Picture,
  PictureState,
  Pointed,
  PromptState,
  Run,
  RunState,
  Sample,
  StripPicture,
  Topic,
  ViewState,
} from './state';

interface NavigationSlice extends NavigationState {
  readonly showView: (view: ViewName) => void;
  readonly groundShows: (fragment: string) => void;
}

interface PictureSlice extends PictureState {
  readonly pictureOpening: (name: string | undefined) => void;
  readonly pictureOpened: (picture: Picture) => void;
  readonly stripChanged: (strip: readonly StripPicture[]) => void;
  readonly samplesListed: (samples: readonly Sample[]) => void;
  readonly thumbnailReady: (name: string, url: string) => void;
}

interface PromptSlice extends PromptState {
  readonly setPrompt: (prompt: string) => void;
  /** Another text altogether: of a sample, or of a link. */
  readonly replacePrompt: (prompt: string, spans?: readonly Span[], hidden?: readonly Span[]) => void;
  readonly promptParsed: (parsed: ParsedPrompt, tokens: number, brokenWords: readonly Span[]) => void;
  readonly setTuned: (tuned: TunedPrompt | undefined) => void;
  readonly addOwnSpan: (span: Span) => void;
  readonly removeOwnSpan: (span: Span) => void;
}

interface RunSlice extends RunState {
  readonly runStarted: () => void;
  readonly runProgressed: (progress: Progress) => void;
  readonly runFinished: (run: Run) => void;
  /** Failed, or there is nothing to run. */
  readonly runStopped: () => void;
}

interface ViewSlice extends ViewState {
  /** @param model the id of the model that it is for; without it, the one in use. */
  readonly setThreshold: (threshold: number, model?: string) => void;
  readonly toggleHidden: (span: Span) => void;
  readonly point: (pointed: Pointed | undefined) => void;
  readonly togglePinned: (phrase: number) => void;
  readonly toggleHeat: (span: Span) => void;
  readonly clearHeat: () => void;
  readonly tell: (topic: Topic, message: Message | undefined) => void;
  readonly toggleTruth: () => void;
  /** For the rest of the visit. */
  readonly dismiss: (occasion: Occasion) => void;
}

export type AppStore = WorkSlice &
  NavigationSlice &
  ModelSlice &
  LibrarySlice &
  PictureSlice &
  PromptSlice &
  RunSlice &
  ViewSlice;
export type Slice<T> = StateCreator<AppStore, [], [], T>;

/** What no longer holds once the text or the picture is another. */
const FORGET_POINTING = { pointed: undefined, pinned: undefined, heat: undefined } satisfies Partial<AppState>;

const navigationSlice: Slice<NavigationSlice> = (set) => ({
  view: 'ground',
  groundFragment: undefined,
  showView: (view) => set({ view }),
  groundShows: (groundFragment) => set({ groundFragment }),
});

const pictureSlice: Slice<PictureSlice> = (set) => ({
  picture: undefined,
  opening: undefined,
  samples: undefined,
  strip: [],
  thumbnails: {},
  pictureOpening: (opening) => set({ opening }),
  pictureOpened: (picture) => set({ picture, opening: undefined, run: undefined, ...FORGET_POINTING }),
  stripChanged: (strip) => set({ strip }),
  samplesListed: (samples) => set({ samples }),
  thumbnailReady: (name, url) => set(({ thumbnails }) => ({ thumbnails: { ...thumbnails, [name]: url } })),
});

const promptSlice: Slice<PromptSlice> = (set) => ({
  prompt: '',
  spans: [],
  parsed: undefined,
  tokens: undefined,
  brokenWords: [],
  tuned: undefined,
  setPrompt: (prompt) =>
    set((state) => {
      const follow = <S extends Span>(spans: readonly S[]) => followEdit(spans, state.prompt, prompt);
      const parsed = state.parsed && {
        ...state.parsed,
        phrases: follow(state.parsed.phrases).map((phrase) => ({
          ...phrase,
          text: prompt.slice(phrase.start, phrase.end),
        })),
      };
      return { prompt, spans: follow(state.spans), hidden: follow(state.hidden), parsed, ...FORGET_POINTING };
    }),
  replacePrompt: (prompt, spans = [], hidden = []) =>
    set({ prompt, spans, hidden, parsed: undefined, tokens: undefined, brokenWords: [], ...FORGET_POINTING }),
  promptParsed: (parsed, tokens, brokenWords) => set({ parsed, tokens, brokenWords }),
  // Boxes of the prompt as it was are not those of the taught one.
  setTuned: (tuned) => set({ tuned, run: undefined, heat: undefined }),
  addOwnSpan: (span) => set((state) => ({ spans: addSpan(state.spans, span), ...FORGET_POINTING })),
  removeOwnSpan: (span) => set((state) => ({ spans: removeSpan(state.spans, span), ...FORGET_POINTING })),
});

const runSlice: Slice<RunSlice> = (set) => ({
  run: undefined,
  running: false,
  runProgress: undefined,
  runStarted: () => set({ running: true, runProgress: undefined }),
  runProgressed: (runProgress) => set({ runProgress }),
  runFinished: (run) => set({ run, running: false, runProgress: undefined, parsed: run.parsed, tokens: run.tokens }),
  runStopped: () => set({ running: false, runProgress: undefined }),
});

const viewSlice: Slice<ViewSlice> = (set) => ({
  threshold: undefined,
  otherThresholds: {},
  hidden: [],
  pointed: undefined,
  pinned: undefined,
  heat: undefined,
  messages: {},
  truthShown: false,
  dismissed: [],
  setThreshold: (threshold, model) =>
    set((state) =>
      model === undefined || model === state.model.id
        ? { threshold }
        : { otherThresholds: { ...state.otherThresholds, [model]: threshold } },
    ),
  toggleHidden: (span) =>
    set(({ hidden }) => ({
      hidden: hidden.some((other) => sameSpan(other, span))
        ? removeSpan(hidden, span)
        : addSpan(hidden, { start: span.start, end: span.end }),
    })),
  // Every movement of a pointer says where it is: most of them change nothing.
  point: (pointed) =>
    set((state) =>
      state.pointed?.phrase === pointed?.phrase && state.pointed?.detection === pointed?.detection
        ? state
        : { pointed },
    ),
  togglePinned: (phrase) => set(({ pinned }) => ({ pinned: pinned === phrase ? undefined : phrase })),
  toggleHeat: (span) =>
    set(({ heat }) => ({ heat: heat && sameSpan(heat, span) ? undefined : { start: span.start, end: span.end } })),
  clearHeat: () => set({ heat: undefined }),
  tell: (topic, message) => set(({ messages }) => ({ messages: { ...messages, [topic]: message } })),
  toggleTruth: () => set(({ truthShown }) => ({ truthShown: !truthShown })),
  dismiss: (occasion) => set(({ dismissed }) => ({ dismissed: [...dismissed, occasion] })),
});

export const createAppStore = () =>
  createStore<AppStore>()((...args) => ({
    ...workSlice(...args),
    ...navigationSlice(...args),
    ...modelSlice(...args),
    ...librarySlice(...args),
    ...pictureSlice(...args),
    ...promptSlice(...args),
    ...runSlice(...args),
    ...viewSlice(...args),
  }));

export type AppStoreApi = ReturnType<typeof createAppStore>;
