import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { glipCheckpoint } from '../../src/model/checkpoint/glip/glipCheckpoint';
import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import { blobSource } from '../../src/model/checkpoint/tensors/source';
import { Stopped } from '../../src/workers/library/download/downloadJob';
import type { AddOptions, Added, AddProgress } from '../../src/workers/messages/library';
import { html, status } from '../support/flakyServer';
import { OPTIMISER_BYTES, TINY, tinyCheckpoint, TOKENIZER } from '../support/tinyModel';
import { Setting } from './setting';

/** Whole downloads: from a server of this test's own into a stored model. */

let bytes: Uint8Array<ArrayBuffer>;
let setting: Setting;
let controller: AbortController;
beforeAll(async () => void (bytes = await tinyCheckpoint()));
beforeEach(async () => {
  setting = await Setting.start();
  setting.server.files.set('/hub/tiny.pth', bytes);
  controller = new AbortController();
});
afterEach(() => setting.end());

type OnProgress = (progress: AddProgress) => void;

const address = () => `${setting.server.origin}hub/tiny.pth`;
/** The tiny model's sizes are of no released one: its config comes along. Whoever goes on with a download need not bring it again. */
const download = (options: AddOptions = {}, onProgress: OnProgress = setting.onProgress): Promise<Added> =>
  setting
    .tab()
    .download({ kind: 'address', url: address() }, { config: TINY, ...options }, onProgress, controller.signal);
const goOn = (onProgress = setting.onProgress) =>
  setting.tab().download({ kind: 'model', id: 'file-tiny' }, {}, onProgress, new AbortController().signal);
const folders = (name: string) => readdir(path.join(setting.directory, name)).catch(() => []);
const stop = (how: 'pause' | 'cancel', atBytes: number) => (progress: AddProgress) => {
  if (progress.step === 'downloading' && progress.received > atBytes) controller.abort(new Stopped(how));
};

/** So that progress is told before everything has arrived at once. */
function slowly(): void {
  setting.server.always((request, response) => {
    const from = Number(/\d+/.exec(request.headers.range!)![0]);
    const body = bytes.subarray(from);
    response.writeHead(206, {
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      etag: setting.server.etag!,
    });
    const send = (at: number) => {
      if (at >= body.length) return void response.end();
      response.write(body.subarray(at, at + 300_000));
      setTimeout(() => send(at + 300_000), 15);
    };
    send(0);
  });
}

describe('a download', () => {
  it('stores the model with its tokenizer, and fetches nothing that GLIP does not need', async () => {
    const added = await download();
    expect(added).toMatchObject({
      kind: 'stored',
      model: { id: 'file-tiny', hasTokenizer: true, format: 'F16', origin: { kind: 'address', url: address() } },
    });
    expect(await setting.tab().list()).toHaveLength(1);
    expect(await folders('downloads')).toEqual([]);
    const last = setting.progress.filter((progress) => progress.step === 'downloading').at(-1);
    expect(last!.received).toBeLessThan(bytes.length - OPTIMISER_BYTES + 500_000);
    expect(setting.progress[0]).toEqual({ step: 'connecting', address: address() });
  });

  it('gives what an import of the same file gives', async () => {
    await download();
    const [downloaded] = await setting.tab().list();
    await setting.tab().importFiles([new File([bytes], 'tiny.pth')], { config: TINY }, () => {}, controller.signal);
    const [imported] = await setting.tab().list();
    expect({ ...imported, added: '', origin: '' }).toEqual({ ...downloaded, added: '', origin: '' });
  });

  it('survives a server that breaks off, falls silent and knows no ranges', async () => {
    const { server } = setting;
    server.next(
      server.breakAfter(200_000),
      status(503),
      server.withoutRanges(3_000_000),
      server.breakAfter(0),
      server.withoutRanges(),
    );
    expect(await download()).toMatchObject({ kind: 'stored' });
    expect(setting.progress.filter(({ step }) => step === 'waiting').length).toBeGreaterThan(1);
  });

  it('tells how much had come when the server falls silent', async () => {
    const { server } = setting;
    server.always(server.holdAfter(4_000_000));
    const going = setting
      .tab({ stallMilliseconds: 60_000 })
      .download({ kind: 'address', url: address() }, { config: TINY }, setting.onProgress, controller.signal);
    await expect
      .poll(() => setting.progress.findLast((progress) => progress.step === 'downloading')?.received, {
        timeout: 10_000,
      })
      .toBeGreaterThanOrEqual(4_000_000);
    controller.abort(new Stopped('pause'));
    expect(await going).toMatchObject({ kind: 'paused' });
  });

  it('refuses what is no GLIP before much of it has come', async () => {
    setting.server.files.set('/hub/tiny.pth', new Uint8Array(5_000_000).fill(1));
    await expect(download()).rejects.toMatchObject({ code: 'weights-format' });
    expect(await setting.tab().pending()).toEqual([]);
  });

  it('refuses a GLIP of no released sizes without its config, before much of it has come', async () => {
    await expect(download({ config: undefined })).rejects.toMatchObject({ code: 'config-missing' });
    const before = setting.progress.filter((progress) => progress.step === 'downloading').at(-1)?.received ?? 0;
    expect(before).toBeLessThan(1_000_000);
    expect([await setting.tab().pending(), await folders('downloads')]).toEqual([[], []]);
  });

  it('does without a tokenizer where there is none', async () => {
    for (const name of Object.keys(TOKENIZER)) setting.server.files.delete(`/bert/${name}`);
    expect(await download()).toMatchObject({ kind: 'stored', model: { hasTokenizer: false } });
  });

  it('takes the next address where the first one gives no such file', async () => {
    const hub = (folder: string) => `${setting.server.origin}${folder.includes('GLIPModel') ? 'gone' : 'hub'}/`;
    const tab = setting.tab({
      fetch: (at, init) => fetch((at as string).replace(/^https:\/\/huggingface\.co\/.*\/(?=[^/]+$)/, hub), init),
    });
    setting.server.files.set('/hub/glip_a_tiny_o365.pth', bytes);
    const added = await tab.download(
      { kind: 'model', id: 'glip-t-a' },
      { config: TINY },
      setting.onProgress,
      controller.signal,
    );
    expect(added).toMatchObject({
      kind: 'stored',
      model: { id: 'glip-t-a', title: 'GLIP-T (A)', origin: { url: expect.stringContaining('harold/GLIP') as string } },
    });
  });

  it('says what the address leads to', async () => {
    setting.server.always(html);
    await expect(download()).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/web page instead of a file/) as string,
    });
    expect(await folders('downloads')).toEqual([]);
  });

  it('knows no model without an address', async () => {
    await expect(
      setting.tab().download({ kind: 'model', id: 'nobody' }, {}, () => {}, controller.signal),
    ).rejects.toMatchObject({ code: 'model-missing' });
  });
});

describe('a download that stops', () => {
  it('is paused, listed, and goes on from there in a later visit', async () => {
    slowly();
    const paused = await download({ format: 'F32' }, stop('pause', 2_000_000));
    expect(paused).toMatchObject({ kind: 'paused', download: { id: 'file-tiny', address: address(), format: 'F32' } });
    const [pending] = await setting.tab().pending();
    expect(pending!.received).toBeGreaterThan(2_000_000);
    expect(pending!.needed).toBeGreaterThan(pending!.received);
    expect(await setting.tab().list()).toEqual([]);

    const before = setting.server.asked.length;
    expect(await goOn()).toMatchObject({ kind: 'stored', model: { format: 'F32' } });
    const next = setting.server.asked.slice(before).filter(({ path }) => path === '/hub/tiny.pth');
    expect(next.map(({ from }) => from > 1_500_000)).toEqual([true]);
    expect(await setting.tab().pending()).toEqual([]);
  });

  it('is cancelled, and nothing is left', async () => {
    slowly();
    await expect(download({}, stop('cancel', 1_000_000))).rejects.toMatchObject({ name: 'AbortError' });
    expect([await folders('downloads'), await folders('models')]).toEqual([[], []]);
  });

  it('keeps what has arrived when the server stays away, and says so', async () => {
    setting.server.next(setting.server.breakAfter(200_000), setting.server.breakAfter(2_000_000));
    setting.server.always((request, response) =>
      request.url!.startsWith('/bert') ? setting.server.serve(request, response) : status(500)(request, response),
    );
    await expect(download()).rejects.toMatchObject({
      code: 'download',
      message: expect.stringMatching(/What has arrived is kept/) as string,
    });
    const [pending] = await setting.tab().pending();
    expect(pending!.received).toBeGreaterThan(100_000);
    await setting.tab().discard('file-tiny');
    expect([await setting.tab().pending(), await folders('downloads')]).toEqual([[], []]);
  });

  it('begins anew when the file has changed meanwhile, and says so', async () => {
    slowly();
    await download({}, stop('pause', 1_500_000));
    setting.server.etag = '"two"';
    expect(await goOn()).toMatchObject({ kind: 'stored' });
    expect(setting.progress).toContainEqual({
      step: 'restarting',
      why: expect.stringMatching(/has changed/) as string,
    });
  });

  it('begins anew when its notes are not whole', async () => {
    slowly();
    await download({}, stop('pause', 1_500_000));
    await writeFile(path.join(setting.directory, 'downloads/file-tiny/state.json'), '{"version":1,"ex');
    expect(await setting.tab().pending()).toEqual([]);
    controller = new AbortController();
    expect(await download()).toMatchObject({ kind: 'stored' });
  });

  it('is nobody else’s to take up while it runs', async () => {
    slowly();
    const running = download();
    await expect(download()).rejects.toMatchObject({ code: 'model-busy' });
    expect(await setting.tab().pending()).toEqual([]);
    await running;
  });
});

describe('a download without room', () => {
  it.each<[string, () => void]>([
    ['none at all', () => (setting.room.bytes = 0)],
    ['not for the whole file', () => (setting.room.bytes = 3e6)],
    ['by the browser’s word', () => (setting.quota = 1e6)],
  ])('ends in a model for this visit: %s', async (_, fill) => {
    fill();
    const added = await download({ format: 'F32' });
    if (added.kind !== 'unstored') throw new Error(added.kind);
    const model = glipCheckpoint(await openCheckpoint(blobSource(added.model.weights)), added.model.config);
    const original = glipCheckpoint(await openCheckpoint(blobSource(new Blob([bytes]))), TINY);
    for (const [name, tensor] of original.tensors)
      expect(Buffer.compare(await model.tensors.get(name)!.read(), await tensor.read())).toBe(0);
    expect(added.model.tokenizer).toEqual(TOKENIZER);
    expect([await folders('downloads'), await folders('models')]).toEqual([[], []]);
  });
});
