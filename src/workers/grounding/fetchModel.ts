import { bytesSource, GlipError, type ByteSource } from '../../model';
import { ArrivingFile } from './arrivingFile';
import { MODEL_TEXTS, PHRASES, WEIGHTS, type ModelTexts } from './modelFiles';

/** `total` is left out as long as a server does not tell the size of every file. */
export type OnBytes = (loaded: number, total?: number) => void;

/** A weights folder, whose weights may still be on their way. */
export interface ArrivingModel {
  readonly texts: ModelTexts;
  /** Reading throws GlipError `weights-fetch` for what does not come. */
  readonly weights: ByteSource;
}

/**
 * Fetches a weights folder. Resolves with the first bytes of the weights, so that they are put to use while the rest comes; where
 * the server does not tell how many there are, with the last.
 * @param folder absolute URL that ends in a slash.
 * @param onBytes hears of every chunk that arrives, over all files together.
 * @throws GlipError `weights-fetch` that names the file, for whatever goes wrong on the way.
 */
export async function fetchModel(folder: string, onBytes: OnBytes): Promise<ArrivingModel> {
  // Where one file does not come, the others, which may be large, need not come either.
  const others = new AbortController();
  try {
    return await fetchFiles(folder, onBytes, others);
  } catch (error) {
    others.abort();
    throw error;
  }
}

async function fetchFiles(folder: string, onBytes: OnBytes, { signal }: AbortController): Promise<ArrivingModel> {
  const [phrases, ...needed] = await Promise.all([
    // Without the phrases that it may have, a model still reads every prompt.
    open(folder, PHRASES, signal).catch(() => undefined),
    ...[...MODEL_TEXTS, WEIGHTS].map((name) => open(folder, name, signal)),
  ]);
  const files = phrases ? [phrases, ...needed] : needed;
  const sizes = files.map(({ size }) => size);
  const total = sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
  let loaded = 0;
  const onChunk = (bytes: number) => onBytes((loaded += bytes), total);
  const weights = files.pop()!;
  const arriving =
    weights.size === undefined
      ? readAll(weights, onChunk).then(bytesSource)
      : Promise.resolve(follow(weights, weights.size, onChunk));
  const [texts, source] = await Promise.all([
    Promise.all(files.map(async (file) => [file.name, await readAll(file, onChunk)] as const)),
    arriving,
  ]);
  return { texts: Object.fromEntries(texts) as ModelTexts, weights: source };
}

/** A file whose body has not been read. */
interface OpenedFile {
  readonly name: string;
  readonly response: Response;
  /** Bytes that will arrive, if the server tells. */
  readonly size: number | undefined;
}

async function open(folder: string, name: string, signal: AbortSignal): Promise<OpenedFile> {
  const url = new URL(name, folder).href;
  // Without a connection, the copy that the browser kept does as well, however old: a crash must not cost the model.
  const response = await fetch(url, { signal })
    .catch(() => fetch(url, { signal, cache: 'force-cache' }))
    .catch((cause: unknown) => {
      throw failed(`${name} could not be fetched. Check the connection and try again`, cause);
    });
  if (!response.ok) throw failed(`the server answers ${response.status} for ${url}`);
  // Many servers answer a missing file with their front page and status 200.
  if (/\bhtml\b/.test(response.headers.get('content-type') ?? ''))
    throw failed(`the server sends a web page instead of ${url}`);
  return { name, response, size: contentLength(response) };
}

/** A compressed body's length tells nothing about the bytes that arrive. */
function contentLength(response: Response): number | undefined {
  const length = response.headers.get('content-length');
  return length === null || response.headers.has('content-encoding') ? undefined : Number(length);
}

/** The file, readable from now on. */
function follow(file: OpenedFile, size: number, onChunk: (bytes: number) => void): ArrivingFile {
  const arriving = new ArrivingFile(size);
  readBody(file, (chunk) => {
    arriving.push(chunk);
    onChunk(chunk.byteLength);
  }).catch((error: Error) => arriving.fail(error));
  return arriving;
}

async function readAll(file: OpenedFile, onChunk: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await readBody(file, (chunk) => {
    chunks.push(chunk);
    onChunk(chunk.byteLength);
  });
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

async function readBody({ name, response, size }: OpenedFile, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  let length = 0;
  try {
    const reader = response.body!.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.byteLength;
      onChunk(next.value);
    }
  } catch (cause) {
    throw failed(`${name} broke off after ${length} bytes. Check the connection and try again`, cause);
  }
  if (size !== undefined && length !== size)
    throw failed(`${name} broke off after ${length} of ${size} bytes. Please try again`);
}

const failed = (what: string, cause?: unknown) =>
  new GlipError('weights-fetch', `The model did not load: ${what}.`, { cause });
