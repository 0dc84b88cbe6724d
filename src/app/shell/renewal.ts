import { onPartMissed } from '../../workers/messages/missingPart';
import type { AppStoreApi } from '../state/appStore';

const RENEWED =
  'A newer version of this page is on the server, and a part of this one that is needed now is no longer there. Reload the page to go on: the text and the picture stay. What Teach and Evaluate hold should be saved first.';

/** Tells the visitor, once a part of this page has not come, if that is because the page on the server is another by now. */
export function watchForRenewal(store: AppStoreApi): void {
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    if (await isRenewed())
      store.getState().tell('page', { tone: 'error', text: RENEWED, action: { label: 'Reload', does: 'reload' } });
    looking = false;
  };
  onPartMissed(() => void look());
  // Of Vite: a chunk, or what it needs, did not come.
  window.addEventListener('vite:preloadError', () => void look());
}

/** True when the server's page starts from another script than this one: scripts carry a hash of their contents in their names. */
async function isRenewed(): Promise<boolean> {
  const entry = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  try {
    const response = await fetch(location.pathname, { cache: 'no-store' });
    const page = response.ok ? await response.text() : '';
    return entry != null && page.includes('id="root"') && !page.includes(entry);
  } catch {
    return false;
  }
}
