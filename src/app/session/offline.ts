/** Lets the browser keep the built page for visits without a network, once it has loaded; where it cannot, nothing is lost. */
export async function keepForOffline(): Promise<void> {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) await navigator.serviceWorker.register('sw.js').catch(() => undefined);
}
