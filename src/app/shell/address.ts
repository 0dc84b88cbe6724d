import type { AppStoreApi } from '../state/appStore';
import { viewOf } from '../state/views';

/**
 * Keeps the view in step with the address. Ground keeps what it shows while another view is open: coming back restores nothing, unless
 * the address is another than the one it was left with.
 * @param restoreGround shows what a share link tells.
 * @returns when the first view is there.
 */
export function followAddress(store: AppStoreApi, restoreGround: (fragment: string) => Promise<void>): Promise<void> {
  async function follow(): Promise<void> {
    const fragment = location.hash;
    const { groundFragment, showView, groundShows } = store.getState();
    showView(viewOf(fragment));
    if (viewOf(fragment) !== 'ground' || fragment === groundFragment) return;
    groundShows(fragment);
    await restoreGround(fragment);
  }
  window.addEventListener('hashchange', ({ oldURL }) => {
    // Copying a link has put it into the address without opening it.
    const left = new URL(oldURL).hash;
    if (viewOf(left) === 'ground') store.getState().groundShows(left);
    void follow();
  });
  return follow();
}
