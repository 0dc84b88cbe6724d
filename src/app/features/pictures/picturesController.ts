import { dataFolder } from '../../lib/dataFolder';
import { addressName, fetchPicture, parseAddress } from '../../picture/address';
import type { SceneName } from '../../lib/sceneName';
import { decodePicture, toBitmap } from '../../picture/decode';
import { partMissed } from '../../../workers/messages/missingPart';
import type { PictureOrigin } from '../../state/state';
import type { AppStoreApi } from '../../state/appStore';
import { sentenceOf } from '../../engine/sentence';

/** Opens pictures from wherever they come and keeps the file of the current one, which the store must not hold. */
export interface Pictures {
  /** Each resolves to whether the picture is now shown; if not, the visitor was told and nothing else changed. */
  readonly openFile: (file: Blob, name: string, origin?: PictureOrigin) => Promise<boolean>;
  readonly openAddress: (address: string) => Promise<boolean>;
  readonly openSample: (name: string) => Promise<boolean>;
  /** Draws a scene; its caption is in the picture's origin. */
  readonly openScene: (name: SceneName) => Promise<boolean>;
  /** Reads the samples' list; their pictures follow, so that the gallery also works offline. */
  readonly listSamples: () => Promise<void>;
  /** A new bitmap of the current picture, which the caller may transfer. */
  readonly bitmap: () => Promise<ImageBitmap>;
  file(): Blob | undefined;
}

export function createPictures(store: AppStoreApi): Pictures {
  let current: { blob: Blob; url: string } | undefined;
  let latest = 0;
  const sampleFiles = new Map<string, Promise<Blob>>();

  /** The latest picture wins: an earlier one that is still loading is dropped. */
  async function open(name: string, read: () => Promise<{ file: Blob; origin: PictureOrigin }>): Promise<boolean> {
    const turn = ++latest;
    const { pictureOpening, pictureOpened, tell } = store.getState();
    pictureOpening(name);
    try {
      const { file, origin } = await read();
      const { blob, notices, ...decoded } = await decodePicture(file, name);
      if (turn !== latest) return false;
      const url = URL.createObjectURL(blob);
      const previous = current;
      current = { blob, url };
      pictureOpened({ id: `picture-${turn}`, name, origin, url, ...decoded });
      tell('picture', notices.length > 0 ? { tone: 'info', text: notices.join(' ') } : undefined);
      if (previous) URL.revokeObjectURL(previous.url);
      return true;
    } catch (error) {
      if (turn !== latest) return false;
      pictureOpening(undefined);
      tell('picture', { tone: 'error', text: sentenceOf(error) });
      return false;
    }
  }

  function sampleFile(name: string): Promise<Blob> {
    const sample = store.getState().samples?.find((other) => other.name === name);
    if (!sample) return Promise.reject(new Error(`There is no sample picture named “${name}”.`));
    const known = sampleFiles.get(name);
    if (known) return known;
    const file = fetchSample(sample.file);
    sampleFiles.set(name, file);
    // A failed one may be asked for again.
    file.catch(() => sampleFiles.delete(name));
    return file;
  }

  return {
    openFile: (file, name, origin = { kind: 'local' }) => open(name, () => Promise.resolve({ file, origin })),
    openAddress: async (address) => {
      try {
        const url = parseAddress(address);
        return await open(addressName(url), async () => ({
          file: await fetchPicture(url),
          origin: { kind: 'address', url: url.href },
        }));
      } catch (error) {
        store.getState().tell('picture', { tone: 'error', text: sentenceOf(error) });
        return false;
      }
    },
    openSample: (name) => {
      const title = store.getState().samples?.find((sample) => sample.name === name)?.title ?? name;
      return open(title, async () => ({ file: await sampleFile(name), origin: { kind: 'sample', name } }));
    },
    openScene: (name) =>
      open(`Scene ${name.seed}`, async () => {
        const { openScene } = await import('../scenes/openScene');
        const { file, scene } = await openScene(name);
        return { file, origin: { kind: 'scene', ...scene } };
      }),
    listSamples: async () => {
      const samples = await fetchSamples().catch(() => []);
      store.getState().samplesListed(samples);
      // Not waited for: the first of them can be shown before all are here.
      for (const { name } of samples) {
        void sampleFile(name).then(
          (file) => store.getState().thumbnailReady(name, URL.createObjectURL(file)),
          () => undefined,
        );
      }
    },
    bitmap: () => (current ? toBitmap(current.blob) : Promise.reject(new Error('There is no picture.'))),
    file: () => current?.blob,
  };
}

async function fetchSample(file: string): Promise<Blob> {
  const response = await fetch(new URL(file, dataFolder('samples')));
  if (!response.ok) {
    partMissed();
    throw new Error(`The sample picture could not be loaded (error ${response.status}).`);
  }
  return response.blob();
}

interface SampleEntry {
  name: string;
  title: string;
  prompt: string;
  file: string;
  width: number;
  height: number;
}

async function fetchSamples(): Promise<SampleEntry[]> {
  const response = await fetch(new URL('samples.json', dataFolder('samples')));
  return ((await response.json()) as SampleEntry[]).map(({ name, title, prompt, file, width, height }) => ({
    name,
    title,
    prompt,
    file,
    width,
    height,
  }));
}
