/**
 * Lets the browser keep the built page for visits without a network, once it has loaded; where it cannot, nothing is lost. On a host
 * that sends no isolation headers, the next visit is isolated by it, and wasm has its threads.
 */
export async function keepForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('sw.js').catch(() => undefined);
  // What did not come last time may come now.
  registration?.active?.postMessage('complete');
}
