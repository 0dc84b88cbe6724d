/**
 * Keeps the page for visits without a network, and gives its answers the headers that make the page cross-origin isolated, where
 * the host does not. It waits for no client: a thread of the page that is parked (`Atomics.wait`) never answers.
 *
 * A build's files are kept together. What carries a hash in its name comes from here, so that an open tab goes on with its own build
 * whatever the server has by now; the page itself comes from the network as long as there is one, so that every visit is of the newest
 * build. A new build is fetched beside the old one, and takes over when no tab of the old one is open.
 */
declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build (tools/build/offlineFiles.ts): what dist/ holds, a hash of it, and the headers of tools/build/headers.ts. */
declare const FILES: readonly string[];
declare const VERSION: string;
/** Part of the addresses of files that are kept once they were used. */
declare const KEPT_WHEN_USED: string;
declare const HEADERS: Readonly<Record<string, string>>;

const PREFIX = 'glip-page-';
const CACHE = PREFIX + VERSION;
const SCOPE = self.registration.scope;
/** Files whose names carry a hash of their contents. */
const LASTING = new URL('assets/', SCOPE).href;
/** A network that has not answered for this long is none. Milliseconds. */
const PATIENCE = 6000;
/** How many files are fetched at once, so that the page's own requests are not last in a long line. */
const LANES = 4;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => {
  event.waitUntil(removeOthers());
  // Not waited for: Firefox answers only when every client has, and a client's kernel threads sleep outside their event loops.
  void self.clients.claim();
});
self.addEventListener('message', (event) => {
  if (event.data === 'complete') event.waitUntil(complete());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (!request.url.startsWith(SCOPE) || request.method !== 'GET') return;
  // What developer tools ask for, and what may not be passed on.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(answer(request).then(withHeaders));
});

/** @throws when the network is gone on the way and there is an older copy, which is whole. */
async function install(): Promise<void> {
  const unreachable = await fetchAll(FILES);
  if (unreachable > 0 && self.registration.active) throw new Error('The connection was lost.');
}

/** Fetches what did not come when the worker was installed. While a newer build is there, the server has the files of that one. */
async function complete(): Promise<void> {
  const { installing, waiting } = self.registration;
  if (installing || waiting) return;
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  await fetchAll(FILES.filter((file) => !kept.has(new URL(file, SCOPE).href)));
}

/**
 * Keeps files. One that the server does not give, or that there is no room for, costs nothing but itself.
 * @returns how many failed for want of a network.
 */
async function fetchAll(files: readonly string[]): Promise<number> {
  const cache = await caches.open(CACHE);
  const rest = [...files];
  let unreachable = 0;
  const lane = async () => {
    for (let file = rest.shift(); file !== undefined; file = rest.shift()) {
      const response = await fetchFile(file);
      if (!response) unreachable++;
      else if (response.ok && isIt(file, response)) await cache.put(file, response).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return unreachable;
}

/** Many servers answer a missing file with their front page and status 200. */
const isIt = (file: string, response: Response) =>
  /(^|\/|\.html)$/.test(file) || !/\bhtml\b/.test(response.headers.get('content-type') ?? '');

async function fetchFile(file: string): Promise<Response | undefined> {
  const url = new URL(file, SCOPE).href;
  // The copy of an earlier build has most of them.
  const known = url.startsWith(LASTING) ? await caches.match(url, { ignoreVary: true }) : undefined;
  // Past the browser's own cache, which may hold files of an earlier build.
  const request = () => fetch(url, { cache: 'no-cache' });
  return (
    known ??
    (await request()
      .catch(request)
      .catch(() => undefined))
  );
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

async function answer(request: Request): Promise<Response> {
  if (request.url.startsWith(LASTING))
    return (await kept(request)) ?? (request.url.includes(KEPT_WHEN_USED) ? fetchAndKeep(request) : fetch(request));
  try {
    const response = await inTime(fetch(request), request);
    // A server that is out of order is as good as none.
    return response.status >= 500 ? ((await kept(request)) ?? response) : response;
  } catch (error) {
    const response = await kept(request);
    if (response) return response;
    throw error;
  }
}

/** Keeps what most visitors do without, such as a second model, once it is used. */
async function fetchAndKeep(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status === 200 && isIt(request.url, response)) {
    const copy = response.clone();
    void caches
      .open(CACHE)
      .then((cache) => cache.put(request, copy))
      .catch(() => undefined);
  }
  return response;
}

/** The network's answer to a navigation, unless that takes too long and there is another. */
async function inTime(network: Promise<Response>, request: Request): Promise<Response> {
  if (request.mode !== 'navigate') return network;
  network.catch(() => undefined); // it may fail when nobody waits for it any more
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([network, late]);
  return first ?? (await kept(request)) ?? network;
}

async function kept(request: Request): Promise<Response | undefined> {
  const cache = await caches.open(CACHE);
  // The page is one, whatever its query says, and a file is one, whether or not it was asked for with CORS.
  return cache.match(request, { ignoreSearch: request.mode === 'navigate', ignoreVary: true });
}

/** The response with the headers that the host has not set itself. Workers need theirs as well as the page. */
function withHeaders(response: Response): Response {
  // Of these the browser alone may know more.
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

export {};
