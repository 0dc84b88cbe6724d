import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchModel, type OnBytes } from './fetchModel';

/** A web server of this test's own, that can behave badly for one of the files. */
let server: Server;
let folder: string;
let answers: Record<string, (response: ServerResponse) => void>;

const BODY = Buffer.alloc(300_000, 7);

beforeEach(async () => {
  answers = {};
  server = createServer((request, response) => {
    const answer = answers[request.url!.replace('/model/', '')];
    if (answer) answer(response);
    else response.writeHead(200, { 'content-length': BODY.byteLength }).end(BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function load(onBytes: OnBytes = () => {}): Promise<{ names: string[]; weights: Uint8Array }> {
  const { texts, weights } = await fetchModel(folder, onBytes);
  return { names: Object.keys(texts).sort(), weights: await weights.read(0, weights.size) };
}

const fails = (message: RegExp) =>
  expect(load()).rejects.toMatchObject({ code: 'weights-fetch', message: expect.stringMatching(message) as string });

describe('fetchModel', () => {
  it('fetches the files and counts the bytes of all together', async () => {
    const seen: [number, number | undefined][] = [];
    const { names, weights } = await load((loaded, total) => seen.push([loaded, total]));
    expect(names).toEqual(['config.json', 'phrases.json', 'tokenizer.json', 'tokenizer_config.json']);
    expect(Buffer.compare(weights, BODY)).toBe(0);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.at(-1)).toEqual([5 * BODY.byteLength, 5 * BODY.byteLength]);
    expect(seen.every(([loaded], i) => i === 0 || loaded > seen[i - 1]![0])).toBe(true);
  });

  it.each([404, 200])('does without phrases.json where the server answers %d with a web page', async (status) => {
    answers['phrases.json'] = (response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>');
    const seen: (number | undefined)[] = [];
    const { names } = await load((loaded, total) => seen.push(loaded, total));
    expect(names).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json']);
    expect(seen.slice(-2)).toEqual([4 * BODY.byteLength, 4 * BODY.byteLength]);
  });

  it('names no total where a server does not tell a size', async () => {
    answers['model.safetensors'] = (response) => response.writeHead(200).end(BODY); // chunked
    const totals = new Set<number | undefined>();
    const { weights } = await load((_, total) => totals.add(total));
    expect(weights.byteLength).toBe(BODY.byteLength);
    expect([...totals]).toEqual([undefined]);
  });

  it('hands the weights out while they come', async () => {
    let finish = () => {};
    answers['model.safetensors'] = (response) => {
      response.writeHead(200, { 'content-length': BODY.byteLength });
      response.write(BODY.subarray(0, 1000));
      finish = () => response.end(BODY.subarray(1000));
    };
    const { weights } = await fetchModel(folder, () => {});
    expect((await weights.read(0, 1000)).byteLength).toBe(1000);
    finish();
    expect(Buffer.compare(await weights.read(0, weights.size), BODY)).toBe(0);
  });

  it('names the address of a file that is missing', async () => {
    answers['tokenizer.json'] = (response) => response.writeHead(404).end('no');
    await fails(/answers 404 for http.*\/model\/tokenizer\.json\.$/);
  });

  it('does not take a front page for a model', async () => {
    answers['config.json'] = (response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>');
    await fails(/sends a web page instead of .*config\.json/);
  });

  it('does not go on fetching the weights where another file is missing', async () => {
    answers['tokenizer.json'] = (response) => response.writeHead(404).end('no');
    const closed = new Promise<void>((resolve) => {
      answers['model.safetensors'] = (response) => {
        response.writeHead(200, { 'content-length': BODY.byteLength });
        response.write(BODY.subarray(0, 1000));
        response.on('close', resolve);
      };
    });
    await fails(/answers 404/);
    await closed;
  });

  it('notices a body that breaks off', async () => {
    answers['model.safetensors'] = (response) => {
      response.writeHead(200, { 'content-length': BODY.byteLength });
      response.write(BODY.subarray(0, 1000), () => response.destroy());
    };
    await fails(/model\.safetensors broke off after \d+ bytes/);
  });

  it('names the file when there is no server', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await fails(/could not be fetched\. Check the connection/);
  });
});
