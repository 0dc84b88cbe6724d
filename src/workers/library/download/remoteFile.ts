import type { ByteSource } from '../../../model';
import { definedOf } from '../store/definedOf';
import type { ArrivedBytes } from './arrivedBytes';
import { BodyStream, BROKE_OFF, type RemoteIdentity, type RequestOptions } from './bodyStream';
import { Interrupted, RemoteChanged } from '../../messages/downloadErrors';

export interface RemoteOptions extends RequestOptions {
  /** Pauses before the attempts that follow a failure; when they are used up without a new byte, the download breaks off. */
  readonly retryDelays: readonly number[];
  /** Hears of every new piece; is waited for. */
  onArrived(bytes: number): Promise<void> | void;
  onWaiting(milliseconds: number, attempt: number, why: string): void;
}

/** A gap so small is read through, instead of asking anew behind it. */
const SKIPPED_GAP = 2 ** 20;

/**
 * A file at an address, as a source of bytes: what is read and has not arrived yet is fetched, from there on in one stream as long
 * as reading goes forward. Broken connections are taken up again where they broke.
 */
export class RemoteFile implements ByteSource {
  #identity: RemoteIdentity;
  #stream?: BodyStream;
  #honoursRanges = true;
  #failures = 0;

  private constructor(
    private readonly address: string,
    private readonly arrived: ArrivedBytes,
    identity: RemoteIdentity,
    private readonly options: RemoteOptions,
  ) {
    this.#identity = identity;
  }

  /**
   * @param known of an earlier download, parts of which have arrived.
   * @throws Interrupted when the retries are used up, Refused, RemoteChanged, AbortError.
   */
  static async open(
    address: string,
    arrived: ArrivedBytes,
    known: RemoteIdentity,
    options: RemoteOptions,
  ): Promise<RemoteFile> {
    const file = new RemoteFile(address, arrived, known, options);
    while (file.#identity.size === undefined) await file.#receive(arrived.firstMissing(0, Infinity)!);
    return file;
  }

  get size(): number {
    return this.#identity.size!;
  }

  get identity(): RemoteIdentity {
    return this.#identity;
  }

  /** False once the server has sent the whole file instead of a part: everything is fetched then. */
  get honoursRanges(): boolean {
    return this.#honoursRanges;
  }

  /** @throws as `open` */
  async read(offset: number, length: number): Promise<Uint8Array> {
    for (let at = offset; ;) {
      const missing = this.arrived.firstMissing(at, offset + length);
      if (missing === undefined) return this.arrived.read(offset, length);
      await this.#receive(missing);
      at = missing;
    }
  }

  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** Fetches one chunk that brings the byte at `wanted` nearer, or is it. */
  async #receive(wanted: number): Promise<void> {
    try {
      const stream = (this.#stream = await this.#streamTo(wanted));
      const at = stream.position;
      const chunk = await stream.next();
      if (chunk) await this.#take(at, chunk);
      else this.#ended(stream);
    } catch (error) {
      this.close();
      if (!(error instanceof Interrupted)) throw error;
      await this.#wait(error);
    }
  }

  async #take(at: number, chunk: Uint8Array): Promise<void> {
    const added = this.arrived.write(at, chunk);
    if (added === 0) return; // seen before: a server that begins anew each time must not keep us for ever
    this.#failures = 0;
    await this.options.onArrived(added);
  }

  #ended(stream: BodyStream): void {
    this.close();
    if (stream.end !== undefined) return; // it came to where it said; some servers send a large file in parts
    if (this.#identity.size === undefined) this.#identity = { ...this.#identity, size: stream.position };
    else if (stream.position < this.#identity.size) throw new Interrupted(BROKE_OFF);
  }

  async #streamTo(wanted: number): Promise<BodyStream> {
    const gap = this.#stream && wanted - this.#stream.position;
    if (gap !== undefined && gap >= 0 && (gap <= SKIPPED_GAP || !this.#honoursRanges)) return this.#stream!;
    this.close();
    const stream = await BodyStream.open(this.address, wanted, this.options);
    if (!isSame(this.#identity, stream.identity)) {
      stream.close();
      throw new RemoteChanged();
    }
    this.#identity = { ...stream.identity, ...definedOf(this.#identity) };
    this.#honoursRanges = stream.honoursRanges;
    return stream;
  }

  async #wait(error: Interrupted): Promise<void> {
    const delay = this.options.retryDelays[this.#failures++];
    if (delay === undefined) throw error;
    this.options.onWaiting(delay, this.#failures, error.message);
    await pause(delay, this.options.signal);
  }
}

/** What both tell must agree. */
function isSame(before: RemoteIdentity, now: RemoteIdentity): boolean {
  const keys = ['size', 'etag', 'modified'] as const;
  return keys.every((key) => before[key] === undefined || now[key] === undefined || before[key] === now[key]);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop);
  });
}
