import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server that serves files to pages of other origins as a good one does, and misbehaves as told. */
export class FlakyServer {
  /** Start of every request's Range header, in order; -1 where there was none. */
  readonly asked: { readonly path: string; readonly from: number }[] = [];
  readonly files = new Map<string, Uint8Array>();
  /** Bytes of bodies that have been sent. */
  sent = 0;
  etag: string | undefined = '"one"';
  readonly #answers: Answer[] = [];
  #always?: Answer;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FlakyServer> {
    const server = createServer((request, response) => flaky.#answer(request, response));
    const flaky = new FlakyServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return flaky;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** The next requests are answered so, one after the other; those that follow well. */
  next(...answers: Answer[]): void {
    this.#answers.push(...answers);
  }

  /** All requests, once those of `next` are used up. */
  always(answer: Answer): void {
    this.#always = answer;
  }

  /** Serves a file with ranges. @param limit bytes after which the connection breaks, or is silent. */
  readonly serve = (
    request: IncomingMessage,
    response: ServerResponse,
    limit = Infinity,
    then: 'break' | 'hold' = 'break',
  ): void => {
    const body = this.files.get(request.url!);
    if (!body) return void response.writeHead(404).end('no');
    const from = Math.max(0, rangeStart(request));
    if (from >= body.length) return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    const headers = {
      'content-length': body.length - from,
      'content-type': 'application/octet-stream',
      ...(this.etag && { etag: this.etag }),
    };
    if (request.headers.range)
      response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` });
    else response.writeHead(200, headers);
    this.#send(response, body.subarray(from), limit, then);
  };

  /** Breaks the connection after so many bytes of the body. */
  readonly breakAfter =
    (bytes: number): Answer =>
    (request, response) =>
      this.serve(request, response, bytes);

  /** Says nothing more after so many bytes of the body. */
  readonly holdAfter =
    (bytes: number): Answer =>
    (request, response) =>
      this.serve(request, response, bytes, 'hold');

  /** Sends the whole file, whatever part was asked for. */
  readonly withoutRanges =
    (limit = Infinity): Answer =>
    (request, response) => {
      const body = this.files.get(request.url!)!;
      response.writeHead(200, { 'content-length': body.length });
      this.#send(response, body, limit);
    };

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response
      .setHeader('access-control-allow-origin', '*')
      .setHeader('access-control-expose-headers', 'etag, content-range');
    this.asked.push({ path: request.url!, from: rangeStart(request) });
    (this.#answers.shift() ?? this.#always ?? this.serve)(request, response);
  }

  #send(response: ServerResponse, body: Uint8Array, limit: number, then: 'break' | 'hold' = 'break'): void {
    const part = body.subarray(0, limit);
    this.sent += part.length;
    if (part.length === body.length) response.end(part);
    else response.write(part, () => then === 'break' && setTimeout(() => response.destroy(), 20));
  }
}

export const status =
  (code: number): Answer =>
  (_, response) =>
    void response.writeHead(code).end('…');

export const redirect =
  (to: string): Answer =>
  (_, response) =>
    void response.writeHead(302, { location: to }).end();

export const html: Answer = (_, response) =>
  void response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end('<!doctype html><title>Sign in</title>');

/** Takes the request and says nothing. */
export const silence: Answer = () => {};

function rangeStart(request: IncomingMessage): number {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  return from === undefined ? -1 : Number(from);
}
