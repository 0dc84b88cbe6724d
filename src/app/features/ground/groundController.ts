import { inputPixels, inputSizeOf, paceOf } from '../../state/pace';
import { tunedFor } from '../../state/selectors';
import type { AppStoreApi } from '../../state/appStore';
import type { Engine } from '../../engine/engine';
import { codeOf, isAbort, sentenceOf } from '../../engine/sentence';
import type { GroundController, PicturesController } from '../../page';

/** Pauses in typing after which the text is coloured, and grounded. Milliseconds. */
const PARSE_PAUSE = 40;
const GROUND_PAUSE = 300;

interface GroundParts {
  readonly store: AppStoreApi;
  readonly engine: Pick<Engine, 'ready'>;
  readonly pictures: Pick<PicturesController, 'bitmap'>;
  /** Called once, when the first run has ended, whether or not it came to something. */
  readonly onFirstRun?: () => void;
}

/** Keeps the answer in step with the question: whenever prompt, spans, picture, model or input size change, they are grounded. */
export function createGroundController({ store, engine, pictures, onFirstRun }: GroundParts): GroundController {
  let parseTimer: ReturnType<typeof setTimeout> | undefined;
  let groundTimer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  let firstRun = onFirstRun;

  async function parse(): Promise<void> {
    const { model, prompt, spans, modelStatus, promptParsed, tell } = store.getState();
    // Without a model there is no tokeniser to count with; once there is one, the text is read.
    if (modelStatus !== 'ready') return;
    try {
      const client = await engine.ready();
      const { tokens, brokenWords, ...parsed } = await client.parse(prompt, spans);
      const now = store.getState();
      if (now.prompt === prompt && now.spans === spans && now.model === model)
        promptParsed(parsed, tokens, brokenWords);
    } catch (error) {
      if (!isAbort(error))
        tell('run', { tone: 'error', text: sentenceOf(error), action: { label: 'Try again', does: 'retry-run' } });
    }
  }

  async function ground(): Promise<void> {
    clearTimeout(groundTimer);
    running?.abort();
    const state = store.getState();
    const { picture, prompt, spans, modelStatus, runStarted, runFinished, runStopped, paceMeasured, tell } = state;
    if (!picture || modelStatus !== 'ready' || prompt.trim() === '') return runStopped();
    const controller = (running = new AbortController());
    runStarted();
    try {
      const inputSize = inputSizeOf(state);
      const tuned = tunedFor(state.tuned, state);
      const request = {
        imageId: picture.id,
        bitmap: () => pictures.bitmap(picture.id),
        originalWidth: picture.width,
        originalHeight: picture.height,
        prompt,
        spans,
        inputSize,
        ...(tuned && { tuned }),
      };
      const client = await engine.ready();
      const result = await client.ground(request, controller.signal);
      if (controller !== running) return;
      runFinished({ ...result, pictureId: picture.id, prompt, spans });
      const pace = paceOf(result.timings, inputPixels(picture, inputSize));
      if (pace) paceMeasured(pace);
      tell('run', undefined);
    } catch (error) {
      if (controller !== running || isAbort(error)) return;
      runStopped();
      // The prompt field says these two by itself.
      if (codeOf(error) === 'prompt-empty' || codeOf(error) === 'prompt-no-phrases') return tell('run', undefined);
      const useless = codeOf(error) === 'prompt-model' || codeOf(error) === 'prompt-file';
      tell('run', {
        tone: 'error',
        text: sentenceOf(error),
        action: useless
          ? { label: 'Ground without it', does: 'leave-taught' }
          : { label: 'Try again', does: 'retry-run' },
      });
    } finally {
      if (controller === running) {
        firstRun?.();
        firstRun = undefined;
      }
    }
  }

  store.subscribe((state, before) => {
    const textChanged = state.prompt !== before.prompt || state.spans !== before.spans;
    const pictureChanged = state.picture !== before.picture;
    // The same model that is back after a failure, or another one.
    const modelCame = state.modelStatus === 'ready' && (before.modelStatus !== 'ready' || state.model !== before.model);
    if (modelCame) void parse();
    else if (textChanged) {
      clearTimeout(parseTimer);
      parseTimer = setTimeout(() => void parse(), PARSE_PAUSE);
    }
    const sizeChanged = state.inputSize !== before.inputSize;
    const tuningChanged = state.tuned !== before.tuned;
    if (textChanged || pictureChanged || modelCame || sizeChanged || tuningChanged) {
      clearTimeout(groundTimer);
      // A run of the former text only takes time from the one to come.
      running?.abort();
      const typed = textChanged && state.spans === before.spans && !pictureChanged;
      groundTimer = setTimeout(() => void ground(), typed ? GROUND_PAUSE : 0);
    }
  });

  return { ground };
}
