import type { GroundingClient } from '../../workers/client';
import type { AppStoreApi } from '../store/store';
import type { Pictures } from './pictures';
import { codeOf, isAbort, sentenceOf } from './sentence';

/** Pauses in typing after which the text is coloured, and grounded. Milliseconds. */
const PARSE_PAUSE = 40;
const GROUND_PAUSE = 300;

export interface Grounding {
  /** Loads the model, then grounds what is there; also after a failure. */
  readonly load: () => Promise<void>;
  /** Grounds now. */
  readonly ground: () => Promise<void>;
}

/** Keeps the answer in step with the question: whenever prompt, spans or picture change, they are grounded. */
export function createGrounding(store: AppStoreApi, client: GroundingClient, pictures: Pictures): Grounding {
  let parseTimer: ReturnType<typeof setTimeout> | undefined;
  let groundTimer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  async function load(): Promise<void> {
    const { modelLoading, modelReady, modelFailed, tell } = store.getState();
    modelLoading();
    tell('model', undefined);
    try {
      modelReady(await client.load());
    } catch (error) {
      modelFailed();
      tell('model', { tone: 'error', text: sentenceOf(error), action: { label: 'Try again', does: 'retry-load' } });
      return;
    }
    await Promise.all([parse(), ground()]);
  }

  async function parse(): Promise<void> {
    const { prompt, spans, modelStatus, promptParsed, tell } = store.getState();
    // Without a model there is no tokeniser to count with; loading ends with a parse.
    if (modelStatus !== 'ready') return;
    try {
      const { tokens, brokenWords, ...parsed } = await client.parse(prompt, spans);
      const now = store.getState();
      if (now.prompt === prompt && now.spans === spans) promptParsed(parsed, tokens, brokenWords);
    } catch (error) {
      if (!isAbort(error)) tell('run', { tone: 'error', text: sentenceOf(error), action: { label: 'Try again', does: 'retry-run' } });
    }
  }

  async function ground(): Promise<void> {
    clearTimeout(groundTimer);
    running?.abort();
    const { picture, prompt, spans, modelStatus, runStarted, runFinished, runStopped, tell } = store.getState();
    if (!picture || modelStatus !== 'ready' || prompt.trim() === '') return runStopped();
    const controller = (running = new AbortController());
    runStarted();
    try {
      const request = { imageId: picture.id, bitmap: () => pictures.bitmap(), originalWidth: picture.width, originalHeight: picture.height, prompt, spans };
      const result = await client.ground(request, controller.signal);
      if (controller !== running) return;
      runFinished({ ...result, pictureId: picture.id, prompt, spans });
      tell('run', undefined);
    } catch (error) {
      if (controller !== running || isAbort(error)) return;
      runStopped();
      // The prompt field says these two by itself.
      if (codeOf(error) === 'prompt-empty' || codeOf(error) === 'prompt-no-phrases') return tell('run', undefined);
      tell('run', { tone: 'error', text: sentenceOf(error), action: { label: 'Try again', does: 'retry-run' } });
    }
  }

  store.subscribe((state, before) => {
    const textChanged = state.prompt !== before.prompt || state.spans !== before.spans;
    const pictureChanged = state.picture !== before.picture;
    if (textChanged) {
      clearTimeout(parseTimer);
      parseTimer = setTimeout(() => void parse(), PARSE_PAUSE);
    }
    if (textChanged || pictureChanged) {
      clearTimeout(groundTimer);
      // A run of the former text only takes time from the one to come.
      running?.abort();
      const chosen = pictureChanged || state.spans !== before.spans;
      groundTimer = setTimeout(() => void ground(), chosen ? 0 : GROUND_PAUSE);
    }
  });

  return { load, ground };
}
