import { dataFolder } from '../../lib/dataFolder';
import { addressName, fetchPicture, parseAddress } from '../../picture/address';
import { SEEDS, type SceneName } from '../../lib/sceneName';
import type { PicturesController } from '../../page';
import { decodePicture, toBitmap } from '../../picture/decode';
import { partMissed } from '../../../workers/messages/missingPart';
import type { MadeScene, PictureOrigin } from '../../state/state';
import type { AppStoreApi } from '../../state/appStore';
import { sentenceOf } from '../../engine/sentence';

interface PicturesParts {
  readonly store: AppStoreApi;
  readonly decode?: typeof decodePicture;
  /** Draws a scene, and says what is true of it. */
  readonly drawScene: (name: SceneName) => Promise<{ readonly file: Blob; readonly scene: MadeScene }>;
}

interface ReadPicture {
  readonly file: Blob;
  readonly origin: PictureOrigin;
  readonly stripKey?: string;
}

export function createPicturesController({
  store,
  decode = decodePicture,
  drawScene,
}: PicturesParts): PicturesController {
  /** What is shown of the pictures that the store names, by their ids. */
  const files = new Map<string, Blob>();
  const urls = new Set<string>();
  const stripFiles = new Map<string, File>();
  let latest = 0;
  const sampleFiles = new Map<string, Promise<Blob>>();

  /** The latest picture wins: an earlier one that is still loading is dropped. */
  async function open(name: string, read: () => Promise<ReadPicture>): Promise<boolean> {
    const turn = ++latest;
    const { pictureOpening, pictureOpened, tell } = store.getState();
    pictureOpening(name);
    try {
      const { file, ...about } = await read();
      const { blob, notices, ...decoded } = await decode(file, name);
      if (turn !== latest) return false;
      const id = `picture-${turn}`;
      files.set(id, blob);
      const url = URL.createObjectURL(blob);
      urls.add(url);
      pictureOpened({ id, name, url, ...about, ...decoded });
      if (!('stripKey' in about)) setStrip([]);
      tell('picture', notices.length > 0 ? { tone: 'info', text: notices.join(' ') } : undefined);
      releaseFiles();
      return true;
    } catch (error) {
      if (turn !== latest) return false;
      pictureOpening(undefined);
      tell('picture', { tone: 'error', text: sentenceOf(error) });
      return false;
    }
  }

  /** Lets go of what neither is shown nor can come back by undoing. */
  function releaseFiles(): void {
    const { picture, history } = store.getState();
    const needed = [...history.past, ...history.future, { picture }].map(({ picture }) => picture);
    for (const id of files.keys()) if (!needed.some((other) => other?.id === id)) files.delete(id);
    for (const url of urls) {
      if (needed.some((other) => other?.url === url)) continue;
      URL.revokeObjectURL(url);
      urls.delete(url);
    }
  }

  function setStrip(chosen: readonly File[]): void {
    const { strip, stripChanged } = store.getState();
    for (const { url } of strip) URL.revokeObjectURL(url);
    stripFiles.clear();
    if (chosen.length === 0 && strip.length === 0) return;
    stripChanged(
      chosen.map((file) => {
        const key = crypto.randomUUID();
        stripFiles.set(key, file);
        return { key, name: file.name, url: URL.createObjectURL(file) };
      }),
    );
  }

  async function showInStrip(index: number): Promise<boolean> {
    const { key, name } = store.getState().strip[index] ?? {};
    const file = key === undefined ? undefined : stripFiles.get(key);
    if (!key || !name || !file) return false;
    return open(name, () => Promise.resolve({ file, origin: { kind: 'local' }, stripKey: key }));
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

  function openSample(name: string): Promise<boolean> {
    const title = store.getState().samples?.find((sample) => sample.name === name)?.title ?? name;
    return open(title, async () => ({ file: await sampleFile(name), origin: { kind: 'sample', name } }));
  }

  function openScene(name: SceneName): Promise<boolean> {
    return open(`Scene ${name.seed}`, async () => {
      const { file, scene } = await drawScene(name);
      return { file, origin: { kind: 'scene', ...scene } };
    });
  }

  return {
    openFile: (file, name, origin = { kind: 'local' }) => open(name, () => Promise.resolve({ file, origin })),
    openSeveral: async (chosen, nameless) => {
      const [first, ...others] = chosen;
      if (!first) return false;
      if (others.length === 0)
        return open(first.name || nameless, () => Promise.resolve({ file: first, origin: { kind: 'local' } }));
      setStrip(chosen);
      return showInStrip(0);
    },
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
    openSample,
    openScene,
    chooseSample: async (name) => {
      const sample = store.getState().samples?.find((other) => other.name === name);
      if (sample && (await openSample(name))) store.getState().replacePrompt(sample.prompt);
    },
    makeScene: async () => {
      const format = innerWidth < innerHeight ? 'tall' : 'wide';
      if (!(await openScene({ format, seed: Math.floor(Math.random() * SEEDS) }))) return;
      const { picture, replacePrompt } = store.getState();
      if (picture?.origin.kind === 'scene') replacePrompt(picture.origin.caption);
    },
    showInStrip: async (index) => void (await showInStrip(index)),
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
    file: (id) => files.get(id),
    bitmap: async (id) => {
      const file = files.get(id);
      if (!file) throw new Error('This picture is no longer there. Please choose it again.');
      return toBitmap(file);
    },
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
