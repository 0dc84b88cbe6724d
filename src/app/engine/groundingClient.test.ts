import { expose } from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GlipError } from '../../model/errors';
import { GroundingClient, type ClientNotice, type PictureRequest } from './groundingClient';
import { installErrorTransfer, Superseded } from '../../workers/messages/errors';
import type {
  BackendName,
  GroundingWorkerApi,
  GroundRequest,
  ModelInfo,
  Progress,
} from '../../workers/messages/grounding';

/**
 * How the client behaves towards workers that fail in every way. The workers here are scripts of that failure behind a real
 * Comlink port; the real worker's own recovery is tested in a browser.
 */
type Script = Partial<GroundingWorkerApi>;

let scripts: ((worker: ScriptedWorker) => Script)[];
let workers: ScriptedWorker[];
let notices: ClientNotice['kind'][];
let models: ModelInfo[];
let progressed: Progress['fraction'][];
let client: GroundingClient | undefined;

class ScriptedWorker extends EventTarget {
  readonly received: GroundRequest[] = [];
  terminated = false;
  readonly #port: MessagePort;

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent) =>
      this.dispatchEvent(new MessageEvent('message', { data: data as unknown }));
    const script = scripts[Math.min(workers.length, scripts.length - 1)]!;
    workers.push(this);
    expose({ ...wellBehaved(this), ...script(this) }, port2);
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    if (!this.terminated) this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#port.close();
  }

  crash(): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
  }
}

const wellBehaved = (worker: ScriptedWorker): Script => ({
  load: ({ backend }) => Promise.resolve({ backend: backend ?? 'webgpu' } as ModelInfo),
  ground: (request) => {
    worker.received.push(request);
    return Promise.resolve(resultOf(request.prompt));
  },
  groundInBatch: (request) => {
    worker.received.push(request);
    return Promise.resolve(resultOf(request.prompt));
  },
  deviceLost: () => new Promise(() => {}),
  abandon: () => {},
});

const resultOf = (prompt: string) => ({ tokens: prompt.length }) as Awaited<ReturnType<GroundingWorkerApi['ground']>>;
const good = () => ({});
const never = () => new Promise<never>(() => {});
const deviceLost = () => Promise.reject(new GlipError('device-lost', 'The graphics processor was lost: test'));

let bitmapsGiven = 0;
const request = (prompt = 'a cat', imageId = 'picture'): PictureRequest => ({
  imageId,
  originalWidth: 4,
  originalHeight: 3,
  prompt,
  spans: [],
  // Node has no ImageBitmap; anything that can be transferred travels the same way.
  bitmap: () => {
    bitmapsGiven++;
    return Promise.resolve(new ArrayBuffer(8) as unknown as ImageBitmap);
  },
});

function start(backend?: BackendName, ...workerScripts: typeof scripts): GroundingClient {
  scripts = workerScripts;
  client = new GroundingClient(
    { model: { kind: 'folder', url: 'https://example.org/weights/' }, ...(backend ? { backend } : {}) },
    {
      onProgress: ({ fraction }) => progressed.push(fraction),
      onModel: (info) => models.push(info),
      onNotice: ({ kind }) => notices.push(kind),
    },
  );
  return client;
}

beforeEach(() => {
  [workers, notices, models, progressed, bitmapsGiven] = [[], [], [], [], 0];
  installErrorTransfer();
  vi.stubGlobal('Worker', ScriptedWorker);
});
afterEach(() => {
  client?.dispose();
  vi.unstubAllGlobals();
});

it('tells no progress of what is answered: it comes over a port of its own, and may come later', async () => {
  const tell = (onProgress: (progress: Progress) => unknown, fraction: number) =>
    onProgress({ stage: 'compile', fraction });
  const late: Promise<unknown>[] = [];
  const client = start(undefined, () => ({
    load: async (_, onProgress) => {
      await tell(onProgress, 0.5);
      late.push(new Promise((resolve) => setTimeout(() => resolve(tell(onProgress, 0.9)), 20)));
      return { backend: 'wasm' } as ModelInfo;
    },
  }));
  await client.load();
  await Promise.all(late);
  expect(late.length).toBe(1);
  expect(progressed).toEqual([0.5]);
});

it('loads once and sends a picture once', async () => {
  const client = start(undefined, good);
  await Promise.all([client.load(), client.load()]);
  await client.ground(request('one'));
  await client.ground(request('two'));
  await client.ground(request('three', 'other picture'));
  expect(workers.length).toBe(1);
  expect(models.length).toBe(1);
  expect(workers[0]!.received.map(({ bitmap }) => bitmap !== undefined)).toEqual([true, false, true]);
  expect(bitmapsGiven).toBe(2);
});

it('repeats the pending request after a crash, with the picture', async () => {
  const client = start(undefined, (worker) => ({ ground: () => (setTimeout(() => worker.crash()), never()) }), good);
  await expect(client.ground(request('seven77'))).resolves.toMatchObject({ tokens: 7 });
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  expect(workers[1]!.received[0]!.bitmap).toBeDefined();
  expect(notices).toEqual(['recovering', 'recovered']);
  expect(models.length).toBe(2);
});

it('repeats the pending request after debugTerminate', async () => {
  const client = start(undefined, () => ({ ground: never }), good);
  await client.load();
  const run = client.ground(request());
  client.debugTerminate();
  await expect(run).resolves.toBeDefined();
});

it.each([undefined, 'webgpu'] as const)(
  'goes on with wasm when the GPU fails twice (asked for: %s)',
  async (backend) => {
    const client = start(
      backend,
      () => ({ ground: deviceLost }),
      () => ({ ground: deviceLost }),
      good,
    );
    await client.ground(request());
    expect(models.map((model) => model.backend)).toEqual(['webgpu', 'webgpu', 'wasm']);
    expect(notices).toEqual(['recovering', 'recovered', 'recovering', 'fell-back-to-wasm']);
  },
);

it('recovers from a device that is lost while nothing is asked for', async () => {
  let lose!: (reason: string) => void;
  const client = start(undefined, () => ({ deviceLost: () => new Promise((resolve) => (lose = resolve)) }), good);
  await client.load();
  await vi.waitFor(() => expect(lose).toBeDefined());
  lose('driver reset');
  await vi.waitFor(() => expect(notices).toEqual(['recovering', 'recovered']));
  expect(workers.length).toBe(2);
});

it('goes straight on with wasm when WebGPU does not start of its own choice', async () => {
  const noGpu = () => Promise.reject(new GlipError('backend', 'no device'));
  const client = start(undefined, () => ({ load: noGpu }), good);
  await expect(client.load()).resolves.toMatchObject({ backend: 'wasm' });
  expect(notices).toEqual(['recovering', 'fell-back-to-wasm']);
});

it('reports a forced backend that does not start', async () => {
  const client = start('webgpu', () => ({ load: () => Promise.reject(new GlipError('backend', 'no WebGPU')) }));
  await expect(client.load()).rejects.toMatchObject({ code: 'backend', message: 'no WebGPU' });
  expect(workers.length).toBe(1);
});

it('gives up after a few losses in a row, and tries anew when asked', async () => {
  const crashing = (worker: ScriptedWorker) => ({ ground: () => (setTimeout(() => worker.crash()), never()) });
  const client = start('wasm', crashing, crashing, crashing, crashing, good);
  await expect(client.ground(request())).rejects.toMatchObject({ code: 'internal' });
  expect(workers.length).toBe(4);
  expect(notices.at(-1)).toBe('not-recovered');
  await expect(client.ground(request())).resolves.toBeDefined();
});

it('gives up on a worker that dies at every start', async () => {
  const client = start(undefined, (worker) => (setTimeout(() => worker.crash()), { load: never }));
  await expect(client.load()).rejects.toMatchObject({ code: 'internal' });
  expect(workers.length).toBe(4);
});

it('does not start anew by itself where the script does not load, but when asked again', async () => {
  const client = start(
    undefined,
    (worker) => (setTimeout(() => worker.dispatchEvent(new Event('error'))), { load: never }),
    good,
  );
  await expect(client.load()).rejects.toMatchObject({ code: 'script' });
  expect([workers.length, notices]).toEqual([1, ['not-recovered']]);
  await expect(client.load()).resolves.toBeDefined();
});

it('rejects with the error of a failed load, and loads when asked again', async () => {
  const client = start(
    undefined,
    () => ({ load: () => Promise.reject(new GlipError('weights-fetch', 'offline')) }),
    good,
  );
  await expect(client.ground(request())).rejects.toMatchObject({ code: 'weights-fetch' });
  expect(workers[0]!.terminated).toBe(true);
  await expect(client.load()).resolves.toBeDefined();
  expect(notices).toEqual([]);
});

it('says so when the model cannot be loaded again after a crash', async () => {
  const client = start(undefined, good, () => ({
    load: () => Promise.reject(new GlipError('weights-fetch', 'offline')),
  }));
  await client.load();
  client.debugTerminate();
  await vi.waitFor(() => expect(notices).toEqual(['recovering', 'not-recovered']));
});

it('passes an ordinary error on and sends the picture again next time', async () => {
  const failing = vi.fn(() => Promise.reject(new GlipError('prompt-empty', 'nothing to find')));
  const client = start(undefined, () => ({ ground: failing }));
  for (let i = 0; i < 2; i++) await expect(client.ground(request(''))).rejects.toMatchObject({ code: 'prompt-empty' });
  expect(workers.length).toBe(1);
  expect(bitmapsGiven).toBe(2);
});

it('drops a request that a newer one overtakes before its picture is there', async () => {
  const client = start(undefined, good);
  await client.load();
  const close = vi.fn();
  let decoded: ((bitmap: ImageBitmap) => void) | undefined;
  const bitmap = () => new Promise<ImageBitmap>((resolve) => (decoded = resolve));
  const old = client.ground({ ...request('slow', 'slow picture'), bitmap });
  await vi.waitFor(() => expect(decoded).toBeDefined());
  const fresh = client.ground(request('fresh'));
  decoded!({ close } as unknown as ImageBitmap);
  await expect(old).rejects.toMatchObject({ name: 'AbortError' });
  await expect(fresh).resolves.toBeDefined();
  expect(close).toHaveBeenCalledOnce();
  expect(workers[0]!.received.map(({ prompt }) => prompt)).toEqual(['fresh']);
});

it('abandons the run in the worker when the signal says so', async () => {
  let reject!: (error: Error) => void;
  const ground = () => new Promise<never>((_, fail) => (reject = fail));
  const client = start(undefined, () => ({ ground, abandon: () => reject(new Superseded()) }));
  await client.load();
  const controller = new AbortController();
  const run = client.ground(request(), controller.signal);
  await vi.waitFor(() => expect(reject).toBeDefined());
  controller.abort();
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  await expect(client.ground(request(), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

it('shows the last picture to a new worker before it asks for an alignment', async () => {
  const alignment = (worker: ScriptedWorker) => ({
    alignment: () => Promise.resolve({ width: worker.received.length } as never),
  });
  const client = start(undefined, alignment);
  await client.ground(request());
  client.debugTerminate();
  await expect(client.alignment({ start: 0, end: 1 })).resolves.toEqual({ width: 1 });
  expect(workers.length).toBe(2);
});

it('has pictures of a batch grounded one at a time, each decoded when its turn comes', async () => {
  const answers: (() => void)[] = [];
  const groundInBatch = (worker: ScriptedWorker) => ({
    groundInBatch: (request: GroundRequest) =>
      new Promise<ReturnType<typeof resultOf>>(
        (resolve) => (worker.received.push(request), answers.push(() => resolve(resultOf(request.prompt)))),
      ),
  });
  const client = start(undefined, groundInBatch);
  const batch = [
    client.groundInBatch(request('one', 'a')),
    client.groundInBatch(request('three', 'b')),
    client.groundInBatch(request('seven77', 'b')),
  ];
  await vi.waitFor(() => expect(answers.length).toBe(1));
  // A run of the visitor's own has nothing to do with it.
  await expect(client.ground(request())).resolves.toBeDefined();
  expect(bitmapsGiven).toBe(2);
  for (let i = 0; i < 3; i++) {
    await vi.waitFor(() => expect(answers.length).toBe(i + 1));
    answers[i]!();
  }
  await expect(Promise.all(batch)).resolves.toEqual([{ tokens: 3 }, { tokens: 5 }, { tokens: 7 }]);
  expect(bitmapsGiven).toBe(3);
});

it('repeats a picture of a batch after a crash, and goes on after one that fails', async () => {
  const crashing = (worker: ScriptedWorker) => ({ groundInBatch: () => (setTimeout(() => worker.crash()), never()) });
  const failing = () => {
    let calls = 0;
    const groundInBatch = () =>
      calls++ === 0 ? Promise.resolve(resultOf('four')) : Promise.reject(new GlipError('image-size', 'too large'));
    return { groundInBatch };
  };
  const client = start(undefined, crashing, failing);
  const batch = [client.groundInBatch(request('one', 'a')), client.groundInBatch(request('two', 'b'))];
  await expect(batch[0]).resolves.toEqual({ tokens: 4 });
  await expect(batch[1]).rejects.toMatchObject({ code: 'image-size' });
  expect(notices).toEqual(['recovering', 'recovered']);
  expect(bitmapsGiven).toBe(3);
});

describe('teaching', () => {
  const lesson = { form: 'alignment', prompt: 'a cat', spans: [], examples: [] } as const;
  const pictures = [request('a cat', 'a'), request('a cat', 'b')];
  const taught = (best: number) => ({ best }) as Awaited<ReturnType<GroundingWorkerApi['teach']>>;
  const teaches: (typeof scripts)[number] = () => ({ retain: () => {}, teach: () => Promise.resolve(taught(7)) });

  it('sends only pictures that the worker does not hold yet', async () => {
    const client = start(undefined, teaches);
    await client.load();
    client.retain(['a', 'b']);
    await client.groundInBatch(pictures[0]!);
    await client.groundInBatch({ ...pictures[0]!, prompt: 'a dog' });
    expect(bitmapsGiven).toBe(1);
    const { signal } = new AbortController();
    await expect(client.teach(lesson, pictures, () => {}, signal)).resolves.toEqual({ best: 7 });
    await client.teach(lesson, pictures, () => {}, signal);
    expect(workers[0]!.received.map(({ imageId }) => imageId)).toEqual(['a', 'a', 'b']);
    client.retain(['b']);
    await client.groundInBatch(pictures[0]!);
    expect(bitmapsGiven).toBe(3);
  });

  it('begins anew in the next worker after a crash, with all of the pictures', async () => {
    const retained: (readonly string[])[] = [];
    const crashing = (worker: ScriptedWorker) => ({
      retain: () => {},
      teach: () => (setTimeout(() => worker.crash()), never()),
    });
    const client = start(undefined, crashing, () => ({
      ...teaches(workers[1]!),
      retain: (ids) => void retained.push(ids),
    }));
    await client.load();
    client.retain(['a', 'b']);
    await expect(client.teach(lesson, pictures, () => {}, new AbortController().signal)).resolves.toEqual({ best: 7 });
    expect(workers.map(({ received }) => received.length)).toEqual([2, 2]);
    expect(retained).toEqual([['a', 'b']]);
  });

  it('is stopped by its signal', async () => {
    let stop: (error: Error) => void;
    const client = start(undefined, () => ({
      retain: () => {},
      teach: () => new Promise((_, reject) => (stop = reject)),
      abandonTeaching: () => stop(new Superseded('stopped')),
    }));
    const controller = new AbortController();
    const lessonRun = client.teach(lesson, [], () => {}, controller.signal);
    await vi.waitFor(() => expect(stop).toBeDefined());
    controller.abort();
    await expect(lessonRun).rejects.toMatchObject({ name: 'AbortError' });
  });
});

it('settles what is pending when it is disposed of', async () => {
  const client = start(undefined, () => ({ ground: never }));
  await client.load();
  const run = client.ground(request());
  setTimeout(() => client.dispose(), 5);
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  await expect(client.load()).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers[0]!.terminated).toBe(true);
});
