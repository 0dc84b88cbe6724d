import type { Page } from '../../page';
import { thresholdOf, tunedFor } from '../../state/selectors';
import { makeLink } from './makeLink';
import { MAX_ADDRESS } from './sharedImage';

/** The link of what Ground shows. @throws ShareLinkError with a sentence where there is none. */
export async function shareLink({ store, pictures }: Pick<Page, 'store' | 'pictures'>) {
  const state = store.getState();
  const { model, picture, prompt, spans, hidden } = state;
  const blob = picture && pictures.file(picture.id);
  if (!picture || !blob) throw new Error('There is no picture to share yet.');
  const tuned = tunedFor(state.tuned, state);
  const view = { model: model.id, prompt, spans, hidden, threshold: thresholdOf(state), ...(tuned && { tuned }) };
  const { origin, name, width, height } = picture;
  const travels = origin.kind === 'local' || (origin.kind === 'address' && origin.url.length > MAX_ADDRESS);
  const { fragment, note } = await makeLink(view, travels ? { blob, name, width, height } : origin);
  return { note, url: `${location.origin}${location.pathname}${location.search}#${fragment}` };
}
