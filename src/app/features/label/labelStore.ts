import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { CONFIDENCE } from '../../../data/datasets/pseudoLabels';
import type { LabelEntry, LabelRecord, LabelSettings, OpenedLabelling } from '../../../workers/messages/labelling';
import { NO_HISTORY, type HistoryState } from '../../lib/history';
import { IDLE, type LoopState } from '../../lib/loop';
import type { LabelController } from './labelController';
import { knownLabels, standingOf, type Standing } from './reviewStatus';

export interface LabelState {
  /** False until what is kept on the device has been read. */
  readonly opened: boolean;
  /** False where the browser lets the page store nothing: all of it ends with the visit. */
  readonly lasting: boolean;
  readonly settings: LabelSettings;
  /** In the order in which they were brought. */
  readonly entries: readonly LabelEntry[];
  /** While pictures are copied into the browser's storage. */
  readonly keeping: { readonly done: number; readonly total: number } | undefined;
  readonly loop: LoopState;
  readonly fault: string | undefined;
  /** Whether a part of the page was at fault: what failed can be tried again. */
  readonly repeatable: boolean;
  /** What was done that the visitor could not see otherwise. */
  readonly note: string | undefined;
  readonly filter: Standing | 'all';
  /** The picture that is open for changes. */
  readonly editing: string | undefined;
  readonly history: HistoryState<Decision>;
}

/** What a visitor has decided on a picture: all of it can be undone. */
export interface Decision extends Pick<LabelRecord, 'boxes' | 'review'> {
  readonly id: string;
}

interface Actions {
  readonly labellingOpened: (labelling: OpenedLabelling) => void;
  readonly settingsChanged: (change: Partial<LabelSettings>) => void;
  readonly pictureKept: (entry: LabelEntry) => void;
  readonly keepingProgressed: (keeping: LabelState['keeping']) => void;
  readonly recordChanged: (id: string, record: LabelRecord) => void;
  readonly loopChanged: (loop: LoopState) => void;
  readonly told: (told: { readonly fault?: string; readonly repeatable?: boolean; readonly note?: string }) => void;
  readonly setFilter: (filter: LabelState['filter']) => void;
  readonly edit: (id: string | undefined) => void;
  readonly historyChanged: (history: HistoryState<Decision>) => void;
}

const SETTINGS: LabelSettings = { prompt: '', confidence: CONFIDENCE, paused: false };
const EMPTY = {
  settings: SETTINGS,
  entries: [],
  keeping: undefined,
  loop: IDLE,
  fault: undefined,
  repeatable: false,
  note: undefined,
  filter: 'all',
  editing: undefined,
  history: NO_HISTORY,
} as const;

export const createLabelStore = () =>
  createStore<LabelState & Actions>()((set) => ({
    opened: false,
    lasting: true,
    ...EMPTY,
    labellingOpened: ({ lasting, settings = SETTINGS, entries }) =>
      set({ ...EMPTY, opened: true, lasting, settings, entries }),
    settingsChanged: (change) => set(({ settings }) => ({ settings: { ...settings, ...change } })),
    pictureKept: (entry) => set(({ entries }) => ({ entries: [...entries, entry] })),
    keepingProgressed: (keeping) => set({ keeping }),
    recordChanged: (id, record) =>
      set(({ entries }) => ({ entries: entries.map((entry) => (entry.id === id ? { ...entry, record } : entry)) })),
    loopChanged: (loop) => set({ loop }),
    told: ({ fault, repeatable = false, note }) => set({ fault, repeatable, note }),
    setFilter: (filter) => set({ filter }),
    edit: (editing) => set({ editing }),
    historyChanged: (history) => set({ history }),
  }));

export type LabelStoreApi = ReturnType<typeof createLabelStore>;

export const LabelContext = createContext<LabelController | undefined>(undefined);

export function useLabelController(): LabelController {
  const controller = use(LabelContext);
  if (!controller) throw new Error('This component is used outside of the Label view.');
  return controller;
}

export const useLabel = <T>(select: (state: LabelState & Actions) => T): T =>
  useStore(useLabelController().store, select);

/** The pictures that the filter lets through. */
export const shownEntries = ({
  entries,
  filter,
  settings,
}: Pick<LabelState, 'entries' | 'filter'> & {
  readonly settings: Pick<LabelSettings, 'confidence'>;
}): readonly LabelEntry[] =>
  filter === 'all' ? entries : entries.filter((entry) => standingOf(entry, settings.confidence) === filter);

const labels = new WeakMap<
  readonly LabelEntry[],
  { readonly confidence: number; readonly labels: readonly string[] }
>();

/** Every label; gathered once for all who ask. */
export function labelsInUse({
  entries,
  settings: { confidence },
}: Pick<LabelState, 'entries' | 'settings'>): readonly string[] {
  const known = labels.get(entries);
  if (known?.confidence === confidence) return known.labels;
  const found = { confidence, labels: knownLabels(entries, confidence) };
  labels.set(entries, found);
  return found.labels;
}
