import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** The service worker with stand-ins for what a browser gives it: here clients never answer, and the server can be made to fail. */
const SCOPE = 'https://example.org/demo/glip/';

type Extendable = {
  waitUntil(promise: Promise<unknown>): void;
  respondWith?(response: Promise<Response>): void;
  request?: Request;
  data?: unknown;
};

let listeners: Map<string, (event: Extendable) => void>;
let stored: Map<string, Map<string, Response>>;
let registration: { scope: string; active: object | null; waiting: object | null; installing: object | null };
let server: (url: string) => Promise<Response>;
let asked: string[];
let instances = 0;

const urlOf = (request: Request | string) => (typeof request === 'string' ? new URL(request, SCOPE).href : request.url);

function cacheOf(name: string) {
  if (!stored.has(name)) stored.set(name, new Map());
  const files = stored.get(name)!;
  return {
    put: (request: Request | string, response: Response) => Promise.resolve(void files.set(urlOf(request), response)),
    match: (request: Request | string, options?: { ignoreSearch?: boolean }) =>
      Promise.resolve(files.get(options?.ignoreSearch ? urlOf(request).replace(/\?.*/, '') : urlOf(request))?.clone()),
    keys: () => Promise.resolve([...files.keys()].map((url) => new Request(url))),
  };
}

beforeEach(async () => {
  listeners = new Map();
  stored = new Map();
  asked = [];
  registration = { scope: SCOPE, active: null, waiting: null, installing: null };
  server = (url) =>
    Promise.resolve(new Response(`of the server: ${url}`, { headers: { 'Content-Type': 'text/plain' } }));
  vi.stubGlobal('self', {
    registration,
    addEventListener: (type: string, listener: (event: Extendable) => void) => listeners.set(type, listener),
    clients: { claim: () => new Promise(() => undefined) },
  });
  vi.stubGlobal('caches', {
    open: (name: string) => Promise.resolve(cacheOf(name)),
    keys: () => Promise.resolve([...stored.keys()]),
    delete: (name: string) => Promise.resolve(stored.delete(name)),
    match: async (url: string) => {
      for (const name of stored.keys()) {
        const found = await cacheOf(name).match(url);
        if (found) return found;
      }
      return undefined;
    },
  });
  vi.stubGlobal('fetch', (request: Request | string) => {
    asked.push(urlOf(request));
    return server(urlOf(request));
  });
  vi.stubGlobal('FILES', ['./', 'index.html', 'favicon.svg', 'assets/main-1.js', 'assets/view-1.js']);
  vi.stubGlobal('VERSION', 'one');
  vi.stubGlobal('KEPT_WHEN_USED', '/weights/second/');
  vi.stubGlobal('HEADERS', {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  // Anew for every test, without forgetting what other test files have imported.
  await import(/* @vite-ignore */ new URL(`./serviceWorker.ts?${++instances}`, import.meta.url).href);
});

afterEach(() => vi.unstubAllGlobals());

/** Sends an event, and resolves when the worker needs no more time for it. */
async function send(type: string, event: Partial<Extendable> = {}): Promise<void> {
  const waited: Promise<unknown>[] = [];
  listeners.get(type)!({ ...event, waitUntil: (promise) => void waited.push(promise) });
  await Promise.all(waited);
}

/** The worker's answer; undefined where it leaves the request to the browser. */
function get(
  path: string,
  init: { mode?: string; cache?: string; method?: string } = {},
): Promise<Response> | undefined {
  let answer: Promise<Response> | undefined;
  const request = { url: new URL(path, SCOPE).href, method: 'GET', mode: 'cors', cache: 'default', ...init } as Request;
  listeners.get('fetch')!({ request, respondWith: (response) => void (answer = response), waitUntil: () => undefined });
  return answer;
}

const refused = () => Promise.reject(new TypeError('Failed to fetch'));
const kept = () => [...(stored.get('glip-page-one')?.keys() ?? [])].map((url) => url.replace(SCOPE, ''));

it('is active without an answer of any client', async () => {
  stored.set('glip-page-zero', new Map());
  stored.set('of another page', new Map());
  await send('activate');
  expect([...stored.keys()]).toEqual(['of another page']);
});

it('keeps what it gets: a file that is missing, refused or a front page instead costs only itself', async () => {
  server = (url) =>
    Promise.resolve(
      url.endsWith('favicon.svg')
        ? new Response('', { status: 404 })
        : new Response('x', { headers: { 'Content-Type': 'text/html' } }),
    );
  await send('install');
  expect(kept()).toEqual(['', 'index.html']);
});

it('asks once more for what a bad connection has lost, and again at the next visit', async () => {
  let lost = 1;
  server = (url) =>
    url.endsWith('main-1.js') && lost-- > 0
      ? refused()
      : url.endsWith('view-1.js')
        ? refused()
        : Promise.resolve(new Response('x'));
  await send('install');
  expect(kept()).toEqual(expect.arrayContaining(['assets/main-1.js']));
  expect(kept()).not.toContain('assets/view-1.js');
  server = () => Promise.resolve(new Response('x'));
  asked = [];
  await send('message', { data: 'complete' });
  expect(asked).toEqual([`${SCOPE}assets/view-1.js`]);
  expect(kept()).toContain('assets/view-1.js');
});

it('keeps a second model once it was used, and nothing else that it was not told of', async () => {
  server = () => Promise.resolve(new Response('x', { headers: { 'Content-Type': 'application/octet-stream' } }));
  await get('assets/7/weights/second/model.safetensors');
  await get('assets/of-another-build.js');
  await vi.waitFor(() => expect(kept()).toEqual(['assets/7/weights/second/model.safetensors']));
});

it('does not take the place of a whole copy with half a one, nor fills up with files of the next build', async () => {
  registration.active = {};
  server = (url) => (url.endsWith('view-1.js') ? refused() : Promise.resolve(new Response('x')));
  await expect(send('install')).rejects.toThrow('connection');
  registration.waiting = {};
  asked = [];
  await send('message', { data: 'complete' });
  expect(asked).toEqual([]);
});

it('fetches of a new build only what is new', async () => {
  await cacheOf('glip-page-zero').put('assets/main-1.js', new Response('as it was'));
  await cacheOf('glip-page-zero').put('favicon.svg', new Response('as it was'));
  await send('install');
  expect(asked).not.toContain(`${SCOPE}assets/main-1.js`);
  expect(asked).toContain(`${SCOPE}favicon.svg`);
  expect(await stored.get('glip-page-one')!.get(`${SCOPE}assets/main-1.js`)!.text()).toBe('as it was');
});

it('gives every answer the headers that the host has not set', async () => {
  const page = await get('?threads=2', { mode: 'navigate' })!;
  expect(page.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  expect((await get('assets/worker.js')!).headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  server = () => Promise.resolve(new Response('x', { headers: { 'Cross-Origin-Embedder-Policy': 'credentialless' } }));
  expect((await get('', { mode: 'navigate' })!).headers.get('Cross-Origin-Embedder-Policy')).toBe('credentialless');
  const redirect = { type: 'opaqueredirect', status: 0 } as Response;
  server = () => Promise.resolve(redirect);
  expect(await get('', { mode: 'navigate' })).toBe(redirect);
});

it('serves the build’s own files from the copy and the page from the network; from the copy where that fails, breaks or dawdles', async () => {
  await send('install');
  server = (url) => Promise.resolve(new Response(`newer: ${url}`));
  expect(await (await get('assets/view-1.js')!).text()).toMatch(/^of the server/);
  expect(await (await get('?a', { mode: 'navigate' })!).text()).toMatch(/^newer/);
  server = refused;
  expect(await (await get('?a', { mode: 'navigate' })!).text()).toMatch(/^of the server/);
  server = () => Promise.resolve(new Response('', { status: 503 }));
  expect(await (await get('', { mode: 'navigate' })!).text()).toMatch(/^of the server/);
  vi.useFakeTimers();
  try {
    server = () => new Promise(() => undefined);
    const answer = get('', { mode: 'navigate' })!;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await (await answer).text()).toMatch(/^of the server/);
  } finally {
    vi.useRealTimers();
  }
});

it('leaves alone what is none of its business', () => {
  expect(get('https://example.org/other/')).toBeUndefined();
  expect(get('https://huggingface.co/x.pth')).toBeUndefined();
  expect(get('', { method: 'POST' })).toBeUndefined();
  expect(get('', { cache: 'only-if-cached', mode: 'no-cors' })).toBeUndefined();
});
