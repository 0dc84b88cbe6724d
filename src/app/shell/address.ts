import type { Address } from '../page';
import type { AppStoreApi } from '../state/appStore';
import { viewOf } from '../state/views';

interface AddressParts {
  readonly store: AppStoreApi;
  /** Shows what a share link names; an empty fragment is the start of a visit. */
  readonly open: (fragment: string) => Promise<void>;
}

/**
 * Keeps the view in step with the address, and is the only one to read and write it. Ground keeps what it shows while another view is
 * open: coming back opens nothing, unless by a link other than the one that Ground was left with.
 */
export function createAddress({ store, open }: AddressParts): Address {
  async function follow(): Promise<void> {
    const fragment = location.hash;
    const { groundFragment, showView, groundShows } = store.getState();
    showView(viewOf(fragment));
    if (viewOf(fragment) !== 'ground') return;
    const isBare = fragment.replace('#', '') === '';
    const isNew = groundFragment === undefined || (!isBare && fragment !== groundFragment);
    groundShows(fragment);
    if (isNew) await open(fragment);
  }
  return {
    start: () => {
      window.addEventListener('hashchange', () => void follow());
      return follow();
    },
    goTo: (view) => {
      if (view !== 'ground') return void (location.hash = view);
      const { groundFragment = '', groundShows } = store.getState();
      // Whoever goes there shows something by itself: nothing is opened over it.
      groundShows(groundFragment);
      location.hash = groundFragment;
    },
    write: (url) => {
      history.replaceState(null, '', url);
      store.getState().groundShows(location.hash);
    },
  };
}
