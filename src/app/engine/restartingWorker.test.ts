import { expose } from 'comlink';
import { beforeEach, describe, expect, it } from 'vitest';
import { RestartingWorker } from './restartingWorker';

/** Stands for a worker: a Comlink port on which an API answers, and the events that a browser fires. */
class PortWorker extends EventTarget {
  terminated = false;
  readonly #port: MessagePort;

  constructor(api: Api) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent) =>
      this.dispatchEvent(new MessageEvent('message', { data: data as unknown }));
    expose(api, port2);
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#port.close();
  }
}

interface Api {
  begin(): Promise<string>;
  ask(question: string): Promise<string>;
}

let workers: PortWorker[];
let apis: Partial<Api>[];
const never = () => new Promise<never>(() => {});

function start(...each: Partial<Api>[]): RestartingWorker<Api, string> {
  apis = each;
  const spawn = () => {
    const api = {
      begin: () => Promise.resolve('begun'),
      ask: (question: string) => Promise.resolve(`${question}!`),
      ...apis[workers.length],
    };
    workers.push(new PortWorker(api));
    return workers.at(-1) as unknown as Worker;
  };
  return new RestartingWorker<Api, string>(spawn, { does: 'answers', remedy: 'Nothing is lost.' }, (api) =>
    api.begin(),
  );
}

const ask = (worker: RestartingWorker<Api, string>) => worker.call((api, begun) => api.ask(begun));
const fire = (event: Event, at = 0) => setTimeout(() => workers[at]!.dispatchEvent(event));

beforeEach(() => {
  workers = [];
});

describe('a renewed worker', () => {
  it('starts with the first call, is prepared, and serves from then on', async () => {
    const worker = start();
    expect(workers).toEqual([]);
    await expect(Promise.all([ask(worker), ask(worker)])).resolves.toEqual(['begun!', 'begun!']);
    expect(workers.length).toBe(1);
  });

  it('whose script does not load says so to all who wait, and starts anew with the next call', async () => {
    const worker = start({ begin: never });
    const calls = [ask(worker), ask(worker)];
    fire(new Event('error'));
    for (const call of calls)
      await expect(call).rejects.toMatchObject({
        code: 'script',
        message: expect.stringMatching(
          /^The part of this page that answers could not be loaded\. .* reload the page\. Nothing is lost\.$/,
        ) as string,
      });
    expect(workers[0]!.terminated).toBe(true);
    await expect(ask(worker)).resolves.toBe('begun!');
    expect(workers.length).toBe(2);
  });

  it.each([
    ['error', 'out of memory'],
    ['messageerror', 'a message could not be read'],
  ])('that dies later (%s) is replaced by another one, prepared as well', async (type, reason) => {
    const worker = start({ ask: never }, { begin: () => Promise.resolve('begun again') });
    const call = ask(worker);
    fire(Object.assign(new Event(type), type === 'error' && { message: reason }));
    await expect(call).rejects.toMatchObject({
      code: 'internal',
      message: `The part of this page that answers has stopped (${reason}). Nothing is lost.`,
    });
    await expect(ask(worker)).resolves.toBe('begun again!');
  });

  it('that a security policy forbids rejects too', async () => {
    const forbidden = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const worker = new RestartingWorker<Api, string>(forbidden, { does: 'answers', remedy: '' }, (api) => api.begin());
    await expect(ask(worker)).rejects.toMatchObject({ code: 'script', cause: { name: 'SecurityError' } });
  });

  it('that cannot be prepared passes the reason on, and starts anew with the next call', async () => {
    const worker = start({ begin: () => Promise.reject(new Error('busy')) });
    await expect(ask(worker)).rejects.toThrow('busy');
    await expect(ask(worker)).resolves.toBe('begun!');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('passes on what a call throws, and goes on', async () => {
    const worker = start({
      ask: (question) => (question === 'begun' ? Promise.reject(new Error('no')) : Promise.resolve('yes')),
    });
    await expect(ask(worker)).rejects.toThrow('no');
    await expect(worker.call((api) => api.ask('else'))).resolves.toBe('yes');
    expect(workers.length).toBe(1);
  });

  it('that is closed gives the reason to whoever waits', async () => {
    const worker = start({ ask: never });
    const call = ask(worker);
    worker.close(new Error('closed'));
    await expect(call).rejects.toThrow('closed');
    expect(workers[0]!.terminated).toBe(true);
  });
});
