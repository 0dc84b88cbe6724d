import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Address } from '../page';
import { createAppStore, type AppStoreApi } from '../state/appStore';
import { createAddress } from './address';

let href: string;
let store: AppStoreApi;
let opened: string[];
let address: Address;
let browser: EventTarget;

/** Follows a link, as the browser does. */
function follow(target: string): void {
  const before = href;
  href = new URL(target, href).href;
  if (before !== href) browser.dispatchEvent(new Event('hashchange'));
}

beforeEach(async () => {
  href = 'https://x.org/';
  browser = new EventTarget();
  const location = {
    get hash() {
      return new URL(href).hash;
    },
    set hash(fragment: string) {
      follow(fragment.startsWith('#') ? fragment : `#${fragment}`);
    },
  };
  const history = { replaceState: (_: unknown, __: string, url: string) => (href = new URL(url, href).href) };
  vi.stubGlobal('window', browser);
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', history);
  store = createAppStore();
  opened = [];
  address = createAddress({
    store,
    open: (fragment) => {
      opened.push(fragment);
      return Promise.resolve();
    },
  });
  await address.start();
});
afterEach(() => vi.unstubAllGlobals());

const ground = () => store.getState().groundFragment || '#';

it('the start of a visit is opened once', () => expect(opened).toEqual(['']));

it('a copied link in the address opens nothing when the open view is pressed once more', () => {
  address.write('https://x.org/#v=1&prompt=x');
  follow(ground());
  expect(opened).toEqual(['']);
  expect(store.getState().groundFragment).toBe('#v=1&prompt=x');
});

it('coming back from another view opens nothing, by link or by the browser', () => {
  address.write('https://x.org/#v=1&prompt=x');
  follow('#label');
  expect(store.getState().view).toBe('label');
  address.goTo('ground');
  expect(store.getState().view).toBe('ground');
  follow('#label');
  // An older entry of the history, from before the link was copied.
  follow('#');
  expect(store.getState().view).toBe('ground');
  expect(opened).toEqual(['']);
});

it('another link is opened', () => {
  follow('#v=1&prompt=other');
  expect(opened).toEqual(['', '#v=1&prompt=other']);
});

it('who begins elsewhere and brings something to Ground finds nothing opened over it', async () => {
  href = 'https://x.org/#teach';
  const late = createAppStore();
  const open: string[] = [];
  const other = createAddress({ store: late, open: (fragment) => Promise.resolve(void open.push(fragment)) });
  await other.start();
  other.goTo('ground');
  expect(late.getState().view).toBe('ground');
  expect(open).toEqual([]);
});
