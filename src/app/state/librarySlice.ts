import type { WeightFormat } from '../../model';
import type { AddProgress, PendingDownload, Space, StoredModel } from '../../workers/messages/library';
import type { Arrival, GuestModel, LibraryState } from './state';
import type { Slice } from './appStore';

export interface LibrarySlice extends LibraryState {
  /** @param focus the id of a model that is to be shown first. */
  readonly openLibrary: (focus?: string) => void;
  readonly closeLibrary: () => void;
  readonly libraryListed: (found: {
    readonly stored: readonly StoredModel[];
    readonly pending: readonly PendingDownload[];
    readonly space: Space;
  }) => void;
  readonly guestArrived: (guest: GuestModel) => void;
  readonly guestLeft: (id: string) => void;
  readonly arrivalStarted: (arrival: Pick<Arrival, 'key' | 'kind' | 'id' | 'title'>) => void;
  readonly arrivalProgressed: (key: number, progress: AddProgress) => void;
  readonly arrivalFailed: (key: number, failure: string) => void;
  /** It is in the library, or dismissed. */
  readonly arrivalEnded: (key: number) => void;
  readonly setFormat: (format: WeightFormat) => void;
}

export const librarySlice: Slice<LibrarySlice> = (set) => ({
  libraryOpen: false,
  libraryFocus: undefined,
  stored: undefined,
  guests: [],
  pending: [],
  arrivals: [],
  space: undefined,
  format: 'F16',
  openLibrary: (libraryFocus) => set({ libraryOpen: true, libraryFocus }),
  closeLibrary: () => set({ libraryOpen: false, libraryFocus: undefined }),
  libraryListed: (found) => set(found),
  guestArrived: (guest) => set(({ guests }) => ({ guests: [guest, ...guests.filter(({ id }) => id !== guest.id)] })),
  guestLeft: (id) => set(({ guests }) => ({ guests: guests.filter((guest) => guest.id !== id) })),
  // A new attempt takes the place of one that failed.
  arrivalStarted: ({ key, kind, id, title }) =>
    set(({ arrivals }) => ({
      arrivals: [
        ...arrivals.filter((other) => other.failure === undefined || other.id !== id),
        { key, kind, id, title, progress: undefined, fraction: undefined, failure: undefined },
      ],
    })),
  arrivalProgressed: (key, progress) =>
    set(({ arrivals }) => ({
      arrivals: changed(arrivals, key, ({ fraction }) => ({ progress, fraction: reached(progress, fraction) })),
    })),
  arrivalFailed: (key, failure) => set(({ arrivals }) => ({ arrivals: changed(arrivals, key, () => ({ failure })) })),
  arrivalEnded: (key) => set(({ arrivals }) => ({ arrivals: arrivals.filter((arrival) => arrival.key !== key) })),
  setFormat: (format) => set({ format }),
});

const changed = (arrivals: readonly Arrival[], key: number, change: (arrival: Arrival) => Partial<Arrival>) =>
  arrivals.map((arrival) => (arrival.key === key ? { ...arrival, ...change(arrival) } : arrival));

/** How far it is after a report, 0..1: what is said between two counts takes nothing back. @param before as it was. */
export function reached(progress: AddProgress, before: number | undefined): number | undefined {
  if (progress.step === 'restarting') return undefined;
  return progress.step === 'downloading' || progress.step === 'converting' ? (progress.fraction ?? before) : before;
}
