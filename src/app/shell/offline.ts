/**
 * Lets the browser keep the built page for visits without a network; where it cannot, nothing is lost. On a host that sends no isolation
 * headers, the next visit is isolated by it, and wasm has its threads. Who saves data is not made to fetch it all.
 */
export async function keepForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  if (connection?.saveData && !(await navigator.serviceWorker.getRegistration())) return;
  const registration = await navigator.serviceWorker.register('sw.js').catch(() => undefined);
  // What did not come last time may come now.
  if (!connection?.saveData) registration?.active?.postMessage('complete');
}
