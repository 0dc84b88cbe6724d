import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArrivedBytes } from '../../src/workers/library/download/arrivedBytes';
import { RemoteFile, type RemoteOptions } from '../../src/workers/library/download/remoteFile';
import type { RemoteIdentity } from '../../src/workers/library/download/bodyStream';
import type { OpenFile } from '../../src/workers/storage/folder';
import { DiskFolder, type Room } from '../support/diskFolder';
import { FlakyServer, html, redirect, silence, status } from '../support/flakyServer';

/** Reading a file from a server of this test's own that behaves badly in every way. */

const BODY = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) >> 5);
const STALL = 200;

let directory: string;
let server: FlakyServer;
let room: Room;
let local: OpenFile;
let arrived: ArrivedBytes;
let waits: number[];
let received: number;
let controller: AbortController;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'glip-remote-'));
  server = await FlakyServer.start();
  server.files.set('/model.pth', BODY);
  room = { bytes: Infinity };
  local = await new DiskFolder(directory, room).open('data');
  arrived = new ArrivedBytes(local);
  [waits, received, controller] = [[], 0, new AbortController()];
});
afterEach(async () => {
  local.close();
  await server.close();
  await rm(directory, { recursive: true });
});

const options = (): RemoteOptions => ({
  fetch,
  signal: controller.signal,
  stallMilliseconds: STALL,
  retryDelays: [1, 2, 3],
  onArrived: (bytes) => void (received += bytes),
  onWaiting: (milliseconds) => void waits.push(milliseconds),
});
const address = () => `${server.origin}model.pth`;
const open = (known: RemoteIdentity = {}, at = address()) => RemoteFile.open(at, arrived, known, options());
const same = (bytes: Uint8Array, offset: number) =>
  expect(Buffer.compare(bytes, BODY.subarray(offset, offset + bytes.length))).toBe(0);

async function readAll(file: RemoteFile): Promise<void> {
  const step = 400_000;
  for (let at = 0; at < file.size; at += step) same(await file.read(at, Math.min(step, file.size - at)), at);
}

describe('a good server', () => {
  it('is asked once for a file that is read through', async () => {
    const file = await open();
    await readAll(file);
    expect(file.size).toBe(BODY.length);
    expect(server.asked.map(({ from }) => from)).toEqual([0]);
    expect([received, waits]).toEqual([BODY.length, []]);
  });

  it('sends what is read and little else, and nothing twice', async () => {
    const file = await open();
    same(await file.read(BODY.length - 1000, 1000), BODY.length - 1000);
    same(await file.read(1_500_000, 100), 1_500_000);
    same(await file.read(1_500_010, 50), 1_500_010);
    expect(server.asked.map(({ from }) => from)).toEqual([0, BODY.length - 1000, 1_500_000]);
    expect(received).toBeLessThan(400_000);
    file.close();
  });

  it('is not asked for what arrived in an earlier visit', async () => {
    const file = await open();
    await file.read(0, 1_000_000);
    file.close();
    const had = arrived.kept;
    arrived = new ArrivedBytes(local, arrived.extents);
    const later = await open(file.identity);
    await readAll(later);
    expect(server.asked.map(({ from }) => from)).toEqual([0, had]);
    expect(arrived.kept).toBe(BODY.length);
  });

  it('may send the file in parts', async () => {
    server.always((request, response) => {
      const from = Number(/\d+/.exec(request.headers.range!)![0]);
      const part = BODY.subarray(from, from + 1_000_000);
      response
        .writeHead(206, {
          'content-range': `bytes ${from}-${from + part.length - 1}/${BODY.length}`,
          'content-length': part.length,
        })
        .end(part);
    });
    await readAll(await open());
    expect(server.asked.map(({ from }) => from)).toEqual([0, 1_000_000, 2_000_000]);
    expect(waits).toEqual([]);
  });

  it('may hide from other sites which part it sends', async () => {
    server.always((request, response) => {
      const from = Number(/\d+/.exec(request.headers.range!)![0]);
      response.writeHead(206, { 'content-length': BODY.length - from }).end(BODY.subarray(from));
    });
    const file = await open();
    same(await file.read(2_000_000, 1_000_000), 2_000_000);
    expect(file.size).toBe(BODY.length);
  });

  it('may redirect', async () => {
    server.next(redirect('/model.pth'));
    await readAll(await open({}, `${server.origin}moved`));
    expect(server.asked.map(({ path }) => path)).toEqual(['/moved', '/model.pth']);
  });

  it('may not tell the size', async () => {
    server.always((_, response) => void response.writeHead(200).end(BODY)); // chunked
    const file = await open();
    expect(file.size).toBe(BODY.length);
    await readAll(file);
  });
});

describe('a connection that breaks', () => {
  it('is taken up where it broke, again and again', async () => {
    server.next(...[0, 1, 2, 3, 4].map(() => server.breakAfter(500_000)));
    await readAll(await open());
    expect(server.asked.map(({ from }) => from)).toEqual([0, 500_000, 1_000_000, 1_500_000, 2_000_000, 2_500_000]);
    expect(waits).toEqual([1, 1, 1, 1, 1]); // a new byte sets the patience back
    expect(received).toBe(BODY.length);
  });

  it('is given up after a few attempts without a byte; what has arrived stays', async () => {
    server.next(server.breakAfter(500_000));
    server.always(status(503));
    const file = await open();
    await expect(readAll(file)).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/busy or has a fault \(error 503\)/) as string,
    });
    expect(waits).toEqual([1, 2, 3]);
    expect(arrived.kept).toBe(500_000);
  });

  it('may be there but silent', async () => {
    server.next(silence);
    await readAll(await open());
    expect(waits).toEqual([1]);
  });

  it('may fall silent in the middle', async () => {
    server.next((_, response) => {
      response.writeHead(206, { 'content-range': `bytes 0-${BODY.length - 1}/${BODY.length}` });
      response.write(BODY.subarray(0, 1000));
    });
    await readAll(await open());
    expect(server.asked.map(({ from }) => from)).toEqual([0, 1000]);
  });

  it('is told apart from no server at all, in words', async () => {
    const at = address();
    await server.close();
    await expect(open({}, at)).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/no connection to the server, or it does not let other sites/) as string,
    });
    server = await FlakyServer.start();
  });

  it('ends at once when the visitor stops it, waiting or not', async () => {
    server.always(status(503));
    const opening = RemoteFile.open(address(), arrived, {}, { ...options(), retryDelays: [60_000] });
    setTimeout(() => controller.abort(new DOMException('enough', 'AbortError')), 50);
    await expect(opening).rejects.toThrow('enough');
  });
});

describe('a server that does not know ranges', () => {
  it('is read from its beginning, and everything kept', async () => {
    server.always(server.withoutRanges());
    const file = await open();
    same(await file.read(2_900_000, 1000), 2_900_000);
    await readAll(file);
    expect(file.honoursRanges).toBe(false);
    expect(server.asked).toHaveLength(1);
  });

  it('begins anew after a break, and nothing is counted twice', async () => {
    server.next(server.withoutRanges(1_000_000), server.withoutRanges(2_000_000));
    server.always(server.withoutRanges());
    await readAll(await open());
    expect(server.asked).toHaveLength(3);
    expect([received, arrived.kept]).toEqual([BODY.length, BODY.length]);
  });

  it('is given up when it always breaks at the same place', async () => {
    server.always(server.withoutRanges(1_000_000));
    const file = await open();
    await expect(readAll(file)).rejects.toMatchObject({ code: 'download', message: 'The connection broke off.' });
    expect(server.asked).toHaveLength(4);
  });
});

describe('a server that lies', () => {
  const part = (begin: number, end: number, size: number | '*') => `bytes ${begin}-${end}/${size}`;

  it.each([
    ['another part', part(5, BODY.length - 1, BODY.length)],
    ['a part beyond the end', part(0, BODY.length, BODY.length)],
    ['nonsense', 'bytes everything'],
  ])('about ranges: %s', async (_, range) => {
    server.always((_, response) => void response.writeHead(206, { 'content-range': range }).end(BODY));
    await expect(open()).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/another part of the file/) as string,
    });
    expect(waits).toEqual([]);
  });

  it('about the length', async () => {
    server.always(
      (_, response) => void response.writeHead(206, { 'content-range': part(0, 999_999, BODY.length) }).end(BODY),
    );
    const file = await open();
    await expect(readAll(file)).rejects.toThrow('sends more than it said');
  });

  it('with a web page', async () => {
    server.next(html);
    await expect(open()).rejects.toThrow('leads to a web page instead of a file');
  });

  it.each([401, 403, 404, 410])('or refuses: error %d is not asked again', async (code) => {
    server.always(status(code));
    await expect(open()).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(new RegExp(`error ${code}`)) as string,
    });
    expect(server.asked).toHaveLength(1);
  });
});

describe('a file that changes', () => {
  it.each<[string, () => void]>([
    ['its ETag', () => (server.etag = '"two"')],
    ['its size', () => server.files.set('/model.pth', BODY.subarray(0, 2_000_000))],
    ['to something shorter than what is asked for', () => server.files.set('/model.pth', BODY.subarray(0, 10))],
  ])('is noticed by %s', async (_, change) => {
    server.next(server.breakAfter(500_000));
    const file = await open();
    await file.read(0, 400_000);
    change();
    await expect(readAll(file)).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/has changed since/) as string,
    });
  });

  it('is noticed in a later visit', async () => {
    const file = await open();
    await file.read(0, 1000);
    file.close();
    server.etag = '"two"';
    await expect(open(file.identity).then((later) => later.read(2_999_000, 1000))).rejects.toThrow('has changed');
  });
});

describe('addresses', () => {
  it.each(['http://example.org/model.pth', 'ftp://example.org/model.pth', 'data:,x', 'model.pth'])(
    '%s is refused before anything is sent',
    async (at) => {
      await expect(open({}, at)).rejects.toMatchObject({ code: 'download' });
      expect(server.asked).toEqual([]);
    },
  );

  it('a redirect to plain http is refused', async () => {
    const other = createServer((_, response) => void response.end(BODY));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.2', resolve));
    server.next(redirect(`http://127.0.0.2:${(other.address() as AddressInfo).port}/model.pth`));
    await expect(open()).rejects.toThrow('https addresses only');
    other.closeAllConnections();
    other.close();
  });
});

describe('a full disk', () => {
  it('lets reading go on through memory', async () => {
    room.bytes = 1_000_000;
    const file = await open();
    await readAll(file);
    expect(arrived.kept).toBeLessThanOrEqual(1_000_000);
    same(await file.read(0, 500_000), 0);
    same(await file.read(2_000_000, 500_000), 2_000_000); // forgotten once read, and fetched again
  });
});
