import { createSerialQueue } from '../lib/serialQueue';
import type { KeptWork, PicturesController } from '../page';
import type { AppStoreApi } from '../state/appStore';
import { workOf } from '../state/workSlice';
import { privateFiles, type StoredWork, type WorkStorage } from './workStorage';

/** A pause in changes after which they are written. Milliseconds. */
const WRITE_PAUSE = 500;

interface KeptWorkParts {
  readonly store: AppStoreApi;
  readonly pictures: Pick<PicturesController, 'file' | 'openFile' | 'openSample' | 'openScene'>;
  readonly storage?: WorkStorage;
}

/** Keeps what Ground shows, so that a reload, a crash or a closed tab brings it back. */
export function createKeptWork({ store, pictures, storage = privateFiles }: KeptWorkParts): KeptWork {
  const queue = createSerialQueue();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWritten = true;
  /** Names the pixels on the disk: a picture is written once, and a new name for each visit keeps two tabs apart. */
  const visit = crypto.randomUUID();

  function writeLater(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), WRITE_PAUSE);
  }

  function flush(): Promise<boolean> {
    clearTimeout(timer);
    return queue.run(async () => {
      if (isWritten) return store.getState().keeps !== false;
      const { picture, groundFragment, keepsWork, ...state } = store.getState();
      const file = picture && pictures.file(picture.id);
      if (!picture || !file) return false;
      const { prompt, spans, hidden, threshold, tuned } = workOf({ ...state, picture });
      const { id, name, origin } = picture;
      const work: StoredWork = {
        fragment: bare(groundFragment),
        ...{ prompt, spans, hidden, threshold, tuned },
        picture: { name, origin, file: `${visit}-${id}` },
      };
      isWritten = true;
      try {
        await storage.write(work, file);
        keepsWork(true);
        return true;
      } catch {
        keepsWork(false);
        return false;
      }
    });
  }

  store.subscribe((state, before) => {
    const [work, workBefore] = [workOf(state), workOf(before)];
    const isChanged =
      state.groundFragment !== before.groundFragment ||
      (Object.keys(work) as (keyof typeof work)[]).some((key) => work[key] !== workBefore[key]);
    if (!isChanged || !state.picture) return;
    isWritten = false;
    writeLater();
  });

  return {
    flush,
    restore: async (fragment) => {
      const kept = await queue
        .run(() => storage.read())
        .catch(() => {
          store.getState().keepsWork(false);
          return undefined;
        });
      if (!kept || kept.work.fragment !== bare(fragment)) return false;
      const { picture, prompt, spans, hidden, threshold, tuned } = kept.work;
      const { name, origin } = picture;
      if (!(await pictures.openFile(kept.picture, name, origin))) return false;
      const { replacePrompt, setTuned, setThreshold } = store.getState();
      replacePrompt(prompt, spans, hidden);
      if (tuned) setTuned(tuned);
      if (threshold !== undefined) setThreshold(threshold);
      return true;
    },
    forget: async () => {
      clearTimeout(timer);
      isWritten = true;
      await queue.run(() => storage.remove());
    },
  };
}

const bare = (fragment = '') => fragment.replace(/^#/, '');
