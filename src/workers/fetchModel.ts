import { GlipError } from '../model/errors';
import { MODEL_FILES, type ModelFiles } from './modelFiles';

/** `total` is left out as long as a server does not tell the size of every file. */
export type OnBytes = (loaded: number, total?: number) => void;

/**
 * Fetches a weights folder.
 * @param folder absolute URL that ends in a slash.
 * @param onBytes hears of every chunk that arrives, over all files together.
 * @throws GlipError `weights-fetch` that names the file, for whatever goes wrong on the way.
 */
export async function fetchModel(folder: string, onBytes: OnBytes): Promise<ModelFiles> {
  const responses = await Promise.all(MODEL_FILES.map(async (name) => ({ name, response: await open(folder, name) })));
  const sizes = responses.map(({ response }) => contentLength(response));
  const total = sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  let loaded = 0;
  const files = await Promise.all(
    responses.map(async ({ name, response }, i) => {
      const bytes = await readBody(name, response, sizes[i], (chunk) => onBytes((loaded += chunk), total));
      return [name, bytes] as const;
    }),
  );
  return Object.fromEntries(files) as unknown as ModelFiles;
}

async function open(folder: string, name: string): Promise<Response> {
  const url = new URL(name, folder).href;
  // Without a connection, the copy that the browser kept does as well, however old: a crash must not cost the model.
  const response = await fetch(url)
    .catch(() => fetch(url, { cache: 'force-cache' }))
    .catch((cause: unknown) => {
      throw failed(`${name} could not be fetched. Check the connection and try again`, cause);
    });
  if (!response.ok) throw failed(`the server answers ${response.status} for ${url}`);
  // Many servers answer a missing file with their front page and status 200.
  if (/\bhtml\b/.test(response.headers.get('content-type') ?? '')) throw failed(`the server sends a web page instead of ${url}`);
  return response;
}

/** Bytes that will arrive, if the server tells; a compressed body's length tells nothing about them. */
function contentLength(response: Response): number | undefined {
  const length = response.headers.get('content-length');
  return length === null || response.headers.has('content-encoding') ? undefined : Number(length);
}

async function readBody(name: string, response: Response, size: number | undefined, onChunk: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = response.body!.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      length += next.value.byteLength;
      onChunk(next.value.byteLength);
    }
  } catch (cause) {
    throw failed(`${name} broke off after ${length} bytes. Check the connection and try again`, cause);
  }
  if (size !== undefined && length !== size) throw failed(`${name} broke off after ${length} of ${size} bytes. Please try again`);
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

const failed = (what: string, cause?: unknown) => new GlipError('weights-fetch', `The model did not load: ${what}.`, { cause });
