import type { AlignmentMap, Span } from '../../model/types';
import { SEEDS } from '../../scenes/name';
import { GroundingClient } from '../../workers/client';
import { makeLink, type ShareLink } from '../share/makeLink';
import { MAX_ADDRESS } from '../share/sharedImage';
import { thresholdOf } from '../store/selectors';
import { appStore } from '../store/store';
import { forcedOptions } from './forced';
import { createGrounding } from './grounding';
import { MODEL } from './models';
import { createPictures } from './pictures';
import { restoreView } from './restore';

/** What components may do beyond changing the store: everything that needs the worker, the network or a file. */
const client = new GroundingClient(
  { model: { kind: 'folder', url: MODEL.weights() }, ...forcedOptions(location.search) },
  {
    onProgress: (progress) => {
      const { loadProgressed, runProgressed } = appStore.getState();
      if (progress.stage === 'weights' || progress.stage === 'compile') loadProgressed(progress);
      else runProgressed(progress);
    },
    onModel: (info) => appStore.getState().modelReady(info),
    onNotice: ({ kind, message }) => {
      const { modelFailed, tell } = appStore.getState();
      if (kind !== 'not-recovered') return tell('model', { tone: 'info', text: message });
      modelFailed();
      tell('model', { tone: 'error', text: message, action: { label: 'Try again', does: 'retry-load' } });
    },
  },
);
const pictures = createPictures(appStore);
const grounding = createGrounding(appStore, client, pictures);

export const { openFile, openAddress } = pictures;

/** Opens a sample with its own prompt. */
export async function openSample(name: string): Promise<void> {
  const sample = appStore.getState().samples?.find((other) => other.name === name);
  if (sample && (await pictures.openSample(name))) appStore.getState().replacePrompt(sample.prompt);
}

/** Draws a scene that nobody has seen, and asks for what its caption says. */
export async function makeScene(): Promise<void> {
  const format = innerWidth < innerHeight ? 'tall' : 'wide';
  if (!(await pictures.openScene({ format, seed: Math.floor(Math.random() * SEEDS) }))) return;
  const { picture, replacePrompt } = appStore.getState();
  if (picture?.origin.kind === 'scene') replacePrompt(picture.origin.caption);
}

export const retryLoad = () => grounding.load();
export const retryRun = () => grounding.ground();
export const alignment = (span: Span): Promise<AlignmentMap> => client.alignment(span);
export const pictureFile = () => pictures.file();

/** The link of what is shown. Throws a ShareLinkError with a sentence where there is none. */
export async function shareLink(): Promise<ShareLink & { url: string }> {
  const state = appStore.getState();
  const { picture, prompt, spans, hidden } = state;
  const blob = pictures.file();
  if (!picture || !blob) throw new Error('There is no picture to share yet.');
  const view = { model: MODEL.name, prompt, spans, hidden, threshold: thresholdOf(state) };
  const { origin, name, width, height } = picture;
  const travels = origin.kind === 'local' || (origin.kind === 'address' && origin.url.length > MAX_ADDRESS);
  const link = await makeLink(view, travels ? { blob, name, width, height } : origin);
  return { ...link, url: `${location.origin}${location.pathname}${location.search}#${link.fragment}` };
}

/** Starts the page: the model loads while the picture is fetched. */
export async function start(): Promise<void> {
  const restore = () => restoreView(location.hash, appStore, pictures);
  // Another link pasted into the address bar of this tab.
  window.addEventListener('hashchange', () => void restore());
  if (new URLSearchParams(location.search).has('debug')) exposeForTests();
  const listed = pictures.listSamples();
  await Promise.all([grounding.load(), listed.then(restore)]);
}

/** With `?debug`, end-to-end tests can count memory and break things on purpose. */
function exposeForTests(): void {
  Object.assign(window, { __glip: { memory: () => client.memory(), killWorker: () => client.debugTerminate(), destroyDevice: () => client.debugDestroyDevice() } });
}
