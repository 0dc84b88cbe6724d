/**
 * Files of the page's own that do not come: without a connection, or because a newer build has taken the place of this one on the
 * server. No worker and no view needs to know which; the page looks (src/app/session/renewal.ts).
 */
const listeners = new Set<() => void>();

export const onPartMissed = (listener: () => void) => void listeners.add(listener);

export function partMissed(): void {
  for (const listener of listeners) listener();
}

/** What browsers throw when a module that is imported late does not come: Chromium and Firefox, then WebKit. */
const NOT_IMPORTED = /dynamically imported module|importing a module script failed|failed to load module script/i;

export const isMissingModule = (error: unknown) => error instanceof Error && NOT_IMPORTED.test(error.message);

export const PART_MISSING =
  'A part of this page could not be loaded. Check the connection and try again; if that does not help, reload the page.';
