import { NO_HISTORY, record, redo, undo, type HistoryState } from '../lib/history';
import type { AppState, GroundWork, WorkState } from './state';
import type { AppStoreApi, Slice } from './appStore';

export interface WorkSlice extends WorkState {
  readonly undo: () => void;
  readonly redo: () => void;
  /** Forgets what could be undone. */
  readonly clearHistory: () => void;
  readonly keepsWork: (keeps: boolean) => void;
}

export const workSlice: Slice<WorkSlice> = (set) => ({
  history: NO_HISTORY,
  keeps: undefined,
  undo: () => set((state) => stepped(state, undo(state.history, workOf(state)))),
  redo: () => set((state) => stepped(state, redo(state.history, workOf(state)))),
  clearHistory: () => set({ history: NO_HISTORY }),
  keepsWork: (keeps) => set({ keeps }),
});

export const workOf = ({ picture, prompt, spans, hidden, threshold, tuned }: GroundWork): GroundWork => ({
  picture,
  prompt,
  spans,
  hidden,
  threshold,
  tuned,
});

type Step = { readonly work: GroundWork; readonly history: HistoryState<GroundWork> } | undefined;

function stepped(state: AppState, step: Step): Partial<AppState> {
  if (!step) return {};
  const { work, history } = step;
  const asked = work.prompt !== state.prompt || work.spans !== state.spans || work.tuned !== state.tuned;
  return {
    ...work,
    history,
    opening: undefined,
    ...(asked && { parsed: undefined, tokens: undefined, brokenWords: [] }),
    ...(work.picture !== state.picture && { run: undefined }),
    pointed: undefined,
    pinned: undefined,
    heat: undefined,
  };
}

/** Changes of the same kind that follow one another this closely are undone together: typing, a slider. Milliseconds. */
const SAME_KIND_PAUSE = 1000;
/** A sample is a picture and a text, which arrive one after the other. Milliseconds. */
const TOGETHER_PAUSE = 100;

/** Records every change of the work in the store, so that it can be undone. @param now in milliseconds. */
export function recordHistory(store: AppStoreApi, now: () => number = () => performance.now()): void {
  let last = { kind: '', at: -Infinity };
  store.subscribe((state, before) => {
    const [work, workBefore] = [workOf(state), workOf(before)];
    const kind = kindOf(work, workBefore);
    // A step of undo or redo is itself no change that could be undone.
    if (state.history !== before.history) {
      if (kind) last = { kind: '', at: -Infinity };
      return;
    }
    // Before there is a picture there is nothing to come back to; another model has its own threshold.
    if (!kind || !workBefore.picture || state.model !== before.model) return;
    const elapsed = now() - last.at;
    const together =
      elapsed < TOGETHER_PAUSE || (kind === last.kind && kind !== 'picture' && elapsed < SAME_KIND_PAUSE);
    last = { kind, at: now() };
    if (!together) store.setState({ history: record(state.history, workBefore) });
  });
}

function kindOf(work: GroundWork, before: GroundWork): string | undefined {
  if (work.picture !== before.picture) return 'picture';
  if (work.prompt !== before.prompt) return 'text';
  const keys = ['spans', 'hidden', 'threshold', 'tuned'] as const;
  return keys.find((key) => work[key] !== before[key]);
}
