import { copyText } from '../features/share/copyText';
import { GlipError } from '../../model';
import { isAbort } from '../engine/sentence';
import type { AppStore, AppStoreApi } from '../state/appStore';

/** How much is remembered of what was done, and of what went wrong. */
const MAX_STEPS = 30;
const MAX_ERRORS = 5;
/** Parts of the store that change all the time and tell nothing. */
const UNTOLD: readonly (keyof AppStore)[] = ['pointed', 'runProgress', 'loadProgress', 'messages'];

export interface ErrorReport {
  /** Tells the visitor of a failure that nobody expected. */
  readonly reportError: (error: unknown) => void;
  readonly copyReport: () => Promise<void>;
  /** The report itself: the machine, the model and what was done; no picture and no text. */
  readonly text: () => string;
}

/** Notes what happens on the page, so that a failure can be reported. */
export function createErrorReport(store: AppStoreApi, environment = environmentOf): ErrorReport {
  const steps: string[] = [];
  const errors: string[] = [];
  const begin = performance.now();

  store.subscribe((state, before) => {
    const changed = (Object.keys(state) as (keyof AppStore)[]).filter(
      (key) => state[key] !== before[key] && !UNTOLD.includes(key),
    );
    if (changed.length === 0) return;
    steps.push(`${((performance.now() - begin) / 1000).toFixed(1)} s: ${changed.join(', ')}`);
    if (steps.length > MAX_STEPS) steps.shift();
  });

  function text(): string {
    const { view, model, modelStatus, modelInfo } = store.getState();
    const facts = {
      ...environment(),
      view,
      model: `${model.id} (${modelStatus})`,
      backend: modelInfo ? `${modelInfo.backend}, ${modelInfo.device}` : 'none yet',
    };
    return [
      ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
      '',
      'What changed, the latest last:',
      ...steps,
      '',
      'What went wrong:',
      ...errors,
    ].join('\n');
  }

  return {
    text,
    reportError: (error) => {
      if (isAbort(error)) return;
      errors.push(withoutQuotes(describe(error)));
      if (errors.length > MAX_ERRORS) errors.shift();
      store.getState().tell('page', {
        tone: 'error',
        text: 'Something went wrong in this page that nobody expected. If it does not go on, reload it: text and picture stay.',
        action: { label: 'Copy a report', does: 'copy-report' },
      });
    },
    copyReport: async () => {
      const copied = await copyText(Promise.resolve(text()));
      store.getState().tell('page', {
        tone: 'info',
        text: copied
          ? 'The report was copied. It has no picture and no text.'
          : `The browser does not allow copying. The report: ${text()}`,
      });
    },
  };
}

const describe = (error: unknown): string =>
  error instanceof GlipError
    ? `${error.code}: ${error.stack ?? error.message}`
    : error instanceof Error
      ? (error.stack ?? `${error.name}: ${error.message}`)
      : String(error);

/** Messages quote what the visitor has typed, and the names of files. */
const withoutQuotes = (text: string) => text.replace(/“[^”]*”/g, '“…”');

const environmentOf = () => ({
  page: document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? 'development',
  browser: navigator.userAgent,
  isolated: String(globalThis.crossOriginIsolated),
});

/** Reports whatever is thrown or rejected and nobody catches. */
export function watchForErrors({ reportError }: Pick<ErrorReport, 'reportError'>): void {
  window.addEventListener('error', ({ error, message }) => reportError(error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
}
