/** Passes a picture of the visitor's own from one load of the page to the next one of the same tab. */
const CACHE = 'glip-handover';
const KEY = 'glip-handover';
const NAME = 'X-Name';

const addressOf = (id: string) => new URL(`handover/${id}`, document.baseURI).href;

export async function leaveFile(file: Blob, name: string): Promise<void> {
  const id = crypto.randomUUID();
  const cache = await caches.open(CACHE);
  await cache.put(
    addressOf(id),
    new Response(file, { headers: { [NAME]: encodeURIComponent(name), 'Content-Type': file.type } }),
  );
  sessionStorage.setItem(KEY, id);
}

/** The file that was left, once; undefined where none was. */
export async function takeFile(): Promise<File | undefined> {
  try {
    const id = sessionStorage.getItem(KEY);
    if (!id) return undefined;
    sessionStorage.removeItem(KEY);
    const cache = await caches.open(CACHE);
    const kept = await cache.match(addressOf(id));
    if (!kept) return undefined;
    const blob = await kept.blob();
    await cache.delete(addressOf(id));
    return new File([blob], decodeURIComponent(kept.headers.get(NAME) ?? 'picture'), { type: blob.type });
  } catch {
    // Storage is forbidden, or cleared: the visit starts without it.
    return undefined;
  }
}
