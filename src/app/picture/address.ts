import { GlipError } from '../../model';
import { checkFileSize, LIMITS } from './limits';

const TIMEOUT_MILLISECONDS = 30_000;

/** An https address as the visitor typed it, or a GlipError with a sentence. */
export function parseAddress(text: string): URL {
  const typed = text.trim();
  if (typed === '') throw new GlipError('image-decode', 'Type the address of a picture first.');
  let url: URL;
  try {
    // “example.org:8080/a.jpg” has a port, not a scheme.
    const hasScheme = /^[a-z][a-z\d+.-]*:(?!\d)/i.test(typed);
    url = new URL(hasScheme ? typed : `https://${typed}`);
  } catch {
    throw new GlipError(
      'image-decode',
      `“${typed.slice(0, 80)}” is not an address. It should look like https://example.org/picture.jpg.`,
    );
  }
  if (url.protocol !== 'https:')
    throw new GlipError('image-decode', 'Only addresses that begin with https:// can be opened.');
  if (url.username || url.password)
    throw new GlipError('image-decode', 'Addresses with a user name or password in them are not opened.');
  return url;
}

/** The last part of the address's path, which is what people call the picture. */
export function addressName(url: URL): string {
  const last = url.pathname.split('/').filter(Boolean).at(-1) ?? '';
  try {
    return decodeURIComponent(last) || url.host;
  } catch {
    return last;
  }
}

/** Fetches a picture by its address. Throws a GlipError with a sentence for each way this fails. */
export async function fetchPicture(url: URL): Promise<Blob> {
  const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    const response = await fetch(url, {
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: timeout,
    });
    return await readPicture(url, response);
  } catch (cause) {
    if (cause instanceof GlipError) throw cause;
    if (timeout.aborted)
      throw new GlipError(
        'image-decode',
        `${url.host} did not send the picture within ${TIMEOUT_MILLISECONDS / 1000} seconds.`,
        { cause },
      );
    if (!navigator.onLine)
      throw new GlipError('image-decode', 'There is no network connection, so the address cannot be opened.', {
        cause,
      });
    // The browser hides on purpose whether a server is down or only forbids other pages to read (CORS).
    const reason = `${url.host} cannot be reached, or does not allow other pages to read its pictures (CORS). Save the picture and drop the file here instead.`;
    throw new GlipError('image-decode', reason, { cause });
  }
}

async function readPicture(url: URL, response: Response): Promise<Blob> {
  if (!response.ok)
    throw new GlipError(
      'image-decode',
      `${url.host} answered with error ${response.status}${response.status === 404 ? ': there is no such picture' : ''}.`,
    );
  const type = response.headers.get('content-type') ?? '';
  if (/text\/html/i.test(type)) {
    throw new GlipError(
      'image-decode',
      'The address leads to a web page, not to a picture. Open the picture by itself and copy that address.',
    );
  }
  checkFileSize('The picture', Number(response.headers.get('content-length')) || 1);
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); reader && next && !next.done; next = await reader.read()) {
    bytes += next.value.byteLength;
    // The announced length may be missing or wrong.
    if (bytes > LIMITS.fileBytes) await reader.cancel();
    checkFileSize('The picture', bytes);
    parts.push(next.value);
  }
  return new Blob(parts, { type });
}
