import { sentenceOf } from '../engine/sentence';
import { decodeLink, type SharedView } from '../features/share/link';
import type { Page } from '../page';
import type { GroundWork, PictureState } from '../state/state';

type LinkParts = Pick<Page, 'store' | 'pictures' | 'models' | 'keptWork'> & {
  /** Resolves when the samples are known. */
  readonly listed: Promise<void>;
  /** Takes a link that is broken out of the address: a reload must not repeat the complaint. */
  readonly clearAddress: () => void;
};

/** Shows what was kept of this address, else what its link names, else the first sample. */
export async function openLink(fragment: string, parts: LinkParts): Promise<void> {
  const { store, models, keptWork, listed, clearAddress } = parts;
  const before = store.getState();
  await listed;
  if (before.picture === undefined && (await keptWork.restore(fragment))) return;
  if (fragment.replace('#', '') === '') return showFirstSample(parts, before);
  let view: SharedView;
  try {
    view = decodeLink(fragment);
    checkKnown(view, parts);
  } catch (error) {
    const text = `This link cannot be opened. ${sentenceOf(error)}`;
    const others = before.picture ? '' : ' The page starts with its first sample instead.';
    store.getState().tell('link', { tone: 'error', text: text + others });
    clearAddress();
    return before.picture ? undefined : showFirstSample(parts, before);
  }
  store.getState().replacePrompt(view.prompt, view.spans, view.hidden);
  store.getState().setTuned(view.tuned);
  store.getState().setThreshold(view.threshold, view.model);
  store.getState().tell('link', undefined);
  await Promise.all([models.want(view.model), openImage(view, parts)]);
}

/** The model that a link names; undefined where there is no link or it is broken. */
export function modelOf(fragment: string): string | undefined {
  try {
    return decodeLink(fragment).model;
  } catch {
    // `openLink` tells what is wrong with it.
    return undefined;
  }
}

function checkKnown({ image }: SharedView, { store }: LinkParts): void {
  if (image.kind === 'sample' && !store.getState().samples?.some(({ name }) => name === image.name))
    throw new Error(`It names the sample “${image.name}”, which this page does not have.`);
}

async function openImage({ image }: SharedView, { store, pictures }: LinkParts): Promise<unknown> {
  if (image.kind === 'sample') return pictures.openSample(image.name);
  if (image.kind === 'scene') return pictures.openScene(image);
  if (image.kind === 'address') return askForAddress(image.url, store);
  return pictures.openFile(new Blob([image.bytes], { type: `image/${image.format}` }), image.name);
}

/** A link must not tell a third party of the visit: its picture is loaded once the visitor agrees. */
function askForAddress(url: string, store: Page['store']): void {
  store.getState().tell('picture', {
    tone: 'info',
    text: `The picture of this link lies on ${new URL(url).host}. Loading it lets that server see that you do.`,
    action: { label: 'Load the picture', does: 'open-address', url },
  });
}

/** What the visitor has typed or brought since `before`, while the samples were on their way, stays. */
async function showFirstSample(
  { store, pictures }: LinkParts,
  before: Pick<GroundWork, 'prompt'> & Pick<PictureState, 'picture' | 'opening'>,
): Promise<void> {
  const { samples, prompt, picture, opening, replacePrompt } = store.getState();
  const first = samples?.[0];
  if (!first) return;
  if (prompt === before.prompt) replacePrompt(first.prompt);
  if (picture === before.picture && opening === before.opening) await pictures.openSample(first.name);
}
