/** What can be undone and redone. */
export interface HistoryState<Work> {
  /** The oldest first. */
  readonly past: readonly Work[];
  /** The next one first. */
  readonly future: readonly Work[];
}

export const NO_HISTORY = { past: [], future: [] } as const;

const MAX_PAST = 100;

/** The history after the work has changed from `before`. Whatever was undone before can no longer be redone. */
export const record = <Work>({ past }: HistoryState<Work>, before: Work): HistoryState<Work> => ({
  past: [...past, before].slice(-MAX_PAST),
  future: [],
});

/** One step back from the work as it is `now`; undefined where there is nothing to undo. */
export function undo<Work>({ past, future }: HistoryState<Work>, now: Work) {
  const work = past.at(-1);
  return work === undefined ? undefined : { work, history: { past: past.slice(0, -1), future: [now, ...future] } };
}

/** One step forward again; undefined where nothing was undone. */
export function redo<Work>({ past, future }: HistoryState<Work>, now: Work) {
  const [work, ...rest] = future;
  return work === undefined ? undefined : { work, history: { past: [...past, now], future: rest } };
}
