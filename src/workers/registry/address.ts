import { Refused } from '../messages/downloadErrors';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @throws Refused for anything but https; the visitor's own machine may do without. */
export function checkAddress(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new Refused(`“${address.slice(0, 200)}” is not an address. It begins with https://.`);
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL.has(url.hostname))) return url;
  throw new Refused('Models are fetched from https addresses only.');
}
