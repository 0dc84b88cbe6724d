import { decodeLink, type SharedView } from '../features/share/link';
import type { PictureState, PromptState } from '../state/state';
import type { AppStoreApi } from '../state/appStore';
import { takeFile } from './handover';
import type { Pictures } from '../features/pictures/picturesController';
import { sentenceOf } from '../engine/sentence';

/**
 * Shows what a link tells, or the first sample where there is no link or it is broken.
 * @param listed when the samples are known.
 * @param wantModel hears of the model that the link names.
 */
export async function restoreView(
  fragment: string,
  store: AppStoreApi,
  pictures: Pictures,
  listed: Promise<void>,
  wantModel: (id: string) => void,
): Promise<void> {
  const before = store.getState();
  await listed;
  const { tell } = before;
  if (fragment.replace('#', '') === '') return showFirstSample(store, pictures, before);
  let view: SharedView;
  try {
    view = decodeLink(fragment);
    checkKnown(view, store);
  } catch (error) {
    tell('link', {
      tone: 'error',
      text: `This link cannot be opened. ${sentenceOf(error)} The page starts with its first sample instead.`,
    });
    // A reload must not repeat the complaint.
    history.replaceState(null, '', location.pathname + location.search);
    return showFirstSample(store, pictures, before);
  }
  store.getState().replacePrompt(view.prompt, view.spans, view.hidden);
  store.getState().setTuned(view.tuned);
  store.getState().setThreshold(view.threshold, view.model);
  tell('link', undefined);
  wantModel(view.model);
  await openImage(view, pictures);
}

/** The model that a link names; undefined where there is no link or it is broken. */
export function modelOf(fragment: string): string | undefined {
  try {
    return decodeLink(fragment).model;
  } catch {
    // `restoreView` tells what is wrong with it.
    return undefined;
  }
}

function checkKnown({ image }: SharedView, store: AppStoreApi): void {
  if (image.kind === 'sample' && !store.getState().samples?.some(({ name }) => name === image.name))
    throw new Error(`It names the sample “${image.name}”, which this page does not have.`);
}

async function openImage({ image }: SharedView, pictures: Pictures): Promise<boolean> {
  if (image.kind === 'sample') return pictures.openSample(image.name);
  if (image.kind === 'scene') return pictures.openScene(image);
  if (image.kind === 'address') return pictures.openAddress(image.url);
  // After a reload that the page has asked for, its original is at hand.
  const original = await takeFile();
  return pictures.openFile(original ?? new Blob([image.bytes], { type: `image/${image.format}` }), image.name);
}

/** What the visitor has typed or brought since `before`, while the samples were on their way, stays. */
async function showFirstSample(
  store: AppStoreApi,
  pictures: Pictures,
  before: PictureState & PromptState,
): Promise<void> {
  const { samples, prompt, picture, opening } = store.getState();
  const first = samples?.[0];
  if (!first) return;
  if (prompt === before.prompt) store.getState().replacePrompt(first.prompt);
  if (picture === before.picture && opening === before.opening) await pictures.openSample(first.name);
}
