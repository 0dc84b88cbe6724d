import { checkAddress } from '../../registry/address';
import { Interrupted, Refused, RemoteChanged } from '../../messages/downloadErrors';

/** What tells whether a file is still the same. A server may tell some of it only, or hide it from other sites. */
export interface RemoteIdentity {
  readonly size?: number;
  readonly etag?: string;
  /** The Last-Modified header. */
  readonly modified?: string;
}

export interface RequestOptions {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** Without a byte for so long, the connection counts as broken. */
  readonly stallMilliseconds: number;
}

const TRANSIENT = new Set([408, 425, 429]);
const SERVER_ERROR = 500;

const UNREACHABLE = 'There is no connection to the server, or it does not let other sites read the file (CORS).';
export const BROKE_OFF = 'The connection broke off.';

/** The body of one answer, read from some place of the file on. */
export class BodyStream {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #guard: StallGuard;

  private constructor(
    /** Where in the file the next chunk lies. */
    public position: number,
    /** Where the answer says that it ends; undefined if it does not tell. */
    readonly end: number | undefined,
    readonly identity: RemoteIdentity,
    /** False for a server that sends the whole file whatever is asked for. */
    readonly honoursRanges: boolean,
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    guard: StallGuard,
  ) {
    this.#reader = body.getReader();
    this.#guard = guard;
  }

  /**
   * Asks for the file from `at` to its end. A server that does not know ranges answers with the whole: `position` is then 0.
   * @throws Interrupted, Refused, RemoteChanged (the file is shorter now), AbortError.
   */
  static async open(address: string, at: number, options: RequestOptions): Promise<BodyStream> {
    checkAddress(address);
    const guard = new StallGuard(options);
    try {
      // A range that begins anywhere and has no end needs no preflight; If-Range would, so what came is compared instead.
      const request = {
        headers: { Range: `bytes=${at}-` },
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      } as const;
      const response = await guard.watch(UNREACHABLE, (signal) => options.fetch(address, { ...request, signal }));
      checkAddress(response.url || address);
      checkStatus(response);
      const { begin, end, size } = extentOf(response, at);
      const identity = {
        size,
        etag: response.headers.get('etag') ?? undefined,
        modified: response.headers.get('last-modified') ?? undefined,
      };
      return new BodyStream(begin, end, identity, response.status === 206, response.body!, guard);
    } catch (error) {
      guard.close();
      throw error;
    }
  }

  /** The next chunk, whose place is `position` before the call. Undefined at the end. @throws Interrupted, Refused, AbortError */
  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { done, value } = await this.#guard.watch(BROKE_OFF, () => this.#reader.read());
    if (done) {
      if (this.end !== undefined && this.position < this.end) throw new Interrupted(BROKE_OFF);
      return undefined;
    }
    this.position += value.length;
    if (this.end !== undefined && this.position > this.end)
      throw new Refused('The server sends more than it said, so what it sends cannot be relied on.');
    return value;
  }

  close(): void {
    this.#guard.close();
  }
}

/** Ends a request when the visitor does, or when nothing comes for too long. */
class StallGuard {
  readonly #controller = new AbortController();
  readonly #forward = () => this.#controller.abort();

  constructor(private readonly options: RequestOptions) {
    options.signal.addEventListener('abort', this.#forward);
  }

  /** @param failure what it means when the work fails by itself. */
  async watch<T>(failure: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, stallMilliseconds } = this.options;
    signal.throwIfAborted();
    let stalled = false;
    const timer = setTimeout(() => {
      stalled = true;
      this.#controller.abort();
    }, stallMilliseconds);
    try {
      return await work(this.#controller.signal);
    } catch (cause) {
      signal.throwIfAborted();
      if (stalled) throw new Interrupted('The server has sent nothing for a while.', { cause });
      throw new Interrupted(failure, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.options.signal.removeEventListener('abort', this.#forward);
    this.#controller.abort();
  }
}

function checkStatus(response: Response): void {
  const { status } = response;
  if (TRANSIENT.has(status) || status >= SERVER_ERROR)
    throw new Interrupted(`The server is busy or has a fault (error ${status}).`);
  if (status === 416) throw new RemoteChanged();
  if (status === 401 || status === 403)
    throw new Refused(`The server does not give this file to everybody (error ${status}).`);
  if (!response.ok) throw new Refused(`The server has no such file (error ${status}).`);
  if (/\bhtml\b/.test(response.headers.get('content-type') ?? '')) {
    throw new Refused(
      'The address leads to a web page instead of a file. Look on that page for the address of the file itself.',
    );
  }
}

/** Which part of the file an answer holds. @throws Refused if it is another one than was asked for. */
function extentOf(
  response: Response,
  asked: number,
): { begin: number; end: number | undefined; size: number | undefined } {
  const length = countOf(response.headers.get('content-length'));
  if (response.status !== 206) return { begin: 0, end: length, size: length };
  const range = response.headers.get('content-range');
  if (range === null) {
    // Hidden from other sites, unless the server allows it. What is left is the length: from `asked` to the end.
    const end = length === undefined ? undefined : asked + length;
    return { begin: asked, end, size: end };
  }
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  const [begin, end, size] = [countOf(first), countOf(last), countOf(total)];
  const holds = begin === asked && end !== undefined && end >= begin && (size === undefined || end < size);
  if (!holds) throw new Refused('The server answers with another part of the file than was asked for.');
  return { begin, end: end + 1, size };
}

function countOf(text: string | null | undefined): number | undefined {
  const count = /^\d+$/.test(text ?? '') ? Number(text) : undefined;
  return Number.isSafeInteger(count) ? count : undefined;
}
