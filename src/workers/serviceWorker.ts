/**
 * Keeps the page for visits without a network: all files of one build, as they were installed together. With a network,
 * what may change under its name still comes from the server.
 */
declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build (tools/offlineFiles.ts): what dist/ holds, and a hash of it. */
declare const FILES: readonly string[];
declare const VERSION: string;

const PREFIX = 'glip-page-';
const CACHE = PREFIX + VERSION;
/** Files whose names carry a hash of their contents. */
const LASTING = new URL('assets/', self.registration.scope).href;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => {
  event.waitUntil(removeOthers());
  // Not waited for: Firefox answers only when every client has, and a client's kernel threads sleep outside their event loops.
  void self.clients.claim();
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope)) event.respondWith(answer(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache, which may hold files of an earlier build.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })));
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  if (request.url.startsWith(LASTING)) return (await kept(request)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const response = await kept(request);
    if (response) return response;
    throw error;
  }
}

async function kept(request: Request): Promise<Response | undefined> {
  const cache = await caches.open(CACHE);
  // The page is one, whatever its query says, and a file is one, whether or not it was asked for with CORS.
  return cache.match(request, { ignoreSearch: request.mode === 'navigate', ignoreVary: true });
}

export {};
