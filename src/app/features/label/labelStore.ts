import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { CONFIDENCE } from '../../../data/datasets/pseudoLabels';
import type { LabelEntry, LabelRecord, LabelSettings, OpenedLabelling } from '../../../workers/messages/labelling';
import { IDLE, type LoopState } from '../../lib/loop';
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
} as const;

export const labelStore = createStore<LabelState & Actions>()((set) => ({
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
}));

export const useLabel = <T>(select: (state: LabelState & Actions) => T): T => useStore(labelStore, select);

/** The pictures that the filter lets through. */
export const shownEntries = ({
  entries,
  filter,
  settings,
}: Pick<LabelState, 'entries' | 'filter'> & {
  readonly settings: Pick<LabelSettings, 'confidence'>;
}): readonly LabelEntry[] =>
  filter === 'all' ? entries : entries.filter((entry) => standingOf(entry, settings.confidence) === filter);

let latest:
  | { readonly entries: readonly LabelEntry[]; readonly confidence: number; readonly labels: readonly string[] }
  | undefined;

/** Every label; gathered once for all who ask. */
export function labelsInUse({
  entries,
  settings: { confidence },
}: Pick<LabelState, 'entries' | 'settings'>): readonly string[] {
  if (latest?.entries !== entries || latest.confidence !== confidence)
    latest = { entries, confidence, labels: knownLabels(entries, confidence) };
  return latest.labels;
}
