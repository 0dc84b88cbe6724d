import type { AlignmentMap, InputSize, NetworkTensors, Span } from '../../model';
import { SEEDS } from '../lib/sceneName';
import { BUILT_IN, comesWithPage } from '../../workers/registry/registry';
import { kindOf } from '../lib/fileKinds';
import { makeLink, type ShareLink } from '../features/share/makeLink';
import { MAX_ADDRESS } from '../features/share/sharedImage';
import { thresholdOf, tunedFor } from '../state/selectors';
import { appStore } from '../state/appStore';
import { createEngine } from '../engine/engine';
import { forcedOptions } from '../engine/forcedOptions';
import { createGrounding } from '../features/ground/groundController';
import { acceptLaunches } from './launches';
import { createLibrary } from '../features/models/modelsController';
import { followAddress } from './address';
import { createPictures } from '../features/pictures/picturesController';
import { leaveFile } from './handover';
import { rememberedInputSize, rememberedModel, rememberInputSize } from '../state/remembered';
import { watchForRenewal } from './renewal';
import { modelOf, restoreView } from './restore';
import { wantModel } from '../features/models/wantedModel';

/** What components may do beyond changing the store: everything that needs a worker, the network or a file. */
const engine = createEngine(appStore, forcedOptions(location.search));
const pictures = createPictures(appStore);
const grounding = createGrounding(appStore, engine, pictures);
export const library = createLibrary(appStore, engine);

export const { openAddress } = pictures;

/** Whatever a visitor drops or chooses: a picture is shown, a checkpoint is kept and used, a config or a tokenizer goes to the model that waits for it. */
export async function openFiles(files: readonly File[], nameless = 'picture'): Promise<void> {
  const kinds = await Promise.all(files.map(kindOf));
  const ofKind = (kind: (typeof kinds)[number]) => files.filter((_, at) => kinds[at] === kind);
  const [picture] = ofKind('picture');
  const [weights, config, tokenizer] = [ofKind('weights'), ofKind('config'), ofKind('tokenizer')];
  if (picture) void pictures.openFile(picture, picture.name || nameless);
  // What comes together with a checkpoint belongs to it.
  if (weights.length > 0) return library.importFiles([...weights, ...config, ...tokenizer]);
  if (config.length > 0) await library.addConfig(config[0]!, tokenizer);
  else if (tokenizer.length > 0) await library.addTokenizer(tokenizer);
}

/** A picture without a file. */
export const { openFile } = pictures;

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

export const retryLoad = () => engine.retry();
export const retryRun = () => grounding.ground();
export const stayWithModel = () => engine.stay();
export const alignment = (span: Span): Promise<AlignmentMap> => engine.client().alignment(span);
/** The model's worker, for batches; another one once another model has taken over. */
export const client = () => engine.client();
export const pictureFile = () => pictures.file();

/** The link of what is shown. Throws a ShareLinkError with a sentence where there is none. */
export async function shareLink(): Promise<ShareLink & { url: string }> {
  const state = appStore.getState();
  const { model, picture, prompt, spans, hidden } = state;
  const blob = pictures.file();
  if (!picture || !blob) throw new Error('There is no picture to share yet.');
  const tuned = tunedFor(state.tuned, state);
  const view = { model: model.id, prompt, spans, hidden, threshold: thresholdOf(state), ...(tuned && { tuned }) };
  const { origin, name, width, height } = picture;
  const travels = origin.kind === 'local' || (origin.kind === 'address' && origin.url.length > MAX_ADDRESS);
  const link = await makeLink(view, travels ? { blob, name, width, height } : origin);
  return { ...link, url: `${location.origin}${location.pathname}${location.search}#${link.fragment}` };
}

/** Loads the page anew. Its text and its picture are there again. */
export async function reload(): Promise<void> {
  try {
    const { url } = await shareLink();
    const { picture } = appStore.getState();
    const file = pictures.file();
    // The link has a small copy of it at best.
    if (file && picture?.origin.kind === 'local') await leaveFile(file, picture.name);
    history.replaceState(null, '', url);
  } catch {
    // What cannot be kept is no reason to stay with a page that does not work.
  }
  location.reload();
}

/** For this visit and the next. */
export function chooseInputSize(size: InputSize): void {
  rememberInputSize(size);
  appStore.getState().setInputSize(size);
}

/** Starts the page: the model loads while the picture is fetched. */
export async function start(): Promise<void> {
  if (new URLSearchParams(location.search).has('debug')) exposeForTests();
  const size = rememberedInputSize();
  if (size) appStore.getState().setInputSize(size);
  const listed = pictures.listSamples();
  watchForRenewal(appStore);
  const shown = followAddress(appStore, (fragment) =>
    restoreView(fragment, appStore, pictures, listed, (id) => void wantModel(id, appStore, library)),
  );
  const { name, source } = await firstModel();
  const loaded = engine.start(name, source);
  acceptLaunches(appStore, openFiles);
  await Promise.all([loaded, shown]);
}

/** The model of the link, else that of the last visit; the built-in one where it is not here. */
async function firstModel() {
  const wanted = modelOf(location.hash) ?? rememberedModel() ?? BUILT_IN;
  // Who uses one that comes with the page needs no library.
  if (!comesWithPage(wanted)) await library.refresh();
  return library.find(wanted) ?? library.find(BUILT_IN)!;
}

/** With `?debug`, end-to-end tests can count memory, compare numbers and break things on purpose. */
function exposeForTests(): void {
  const hooks = {
    memory: () => engine.client().memory(),
    alignment: (input: NetworkTensors) => engine.client().debugAlignment(input),
    killWorker: () => engine.client().debugTerminate(),
    destroyDevice: () => engine.client().debugDestroyDevice(),
  };
  Object.assign(window, { __glip: hooks });
}
