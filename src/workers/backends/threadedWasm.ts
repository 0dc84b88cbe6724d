import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Emscripten's factory of tfjs's build with threads. */
export type CreateModule = (config: object) => Promise<EmscriptenModule>;

interface EmscriptenModule {
  cwrap(name: string, returns: 'number' | null, parameters: 'number'[]): (...values: number[]) => number;
}

/**
 * Starts tfjs's build with threads, whose memory is shared so that the threads of our kernels see it, without any threads of its own.
 * @param binary where the WebAssembly lies: a URL in a browser, a path in Node
 */
export async function createThreadedWasm(createModule: CreateModule, binary: string): Promise<BackendWasm> {
  const module = await withoutWorkers(() => createModule({ locateFile: () => binary }));
  const cwrap = module.cwrap.bind(module);
  // The bindings that BackendWasm expects to find on the module.
  const tfjs = {
    init: cwrap('init', null, []),
    initWithThreadsCount: cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: cwrap('get_threads_count', 'number', []),
    registerTensor: cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: cwrap('dispose_data', null, ['number']),
    dispose: cwrap('dispose', null, []),
  };
  return new BackendWasm(Object.assign(module, { tfjs }));
}

/**
 * The factory starts eight workers before it does anything else and waits until each has loaded the module. Nothing runs on them,
 * as tfjs is told to use one thread, but Firefox does not bring them up reliably. It gets stand-ins that have loaded at once.
 */
function withoutWorkers<T>(create: () => T): T {
  const worker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  // In Node the factory assigns Node's own Worker first, which is let pass without effect.
  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => IdleWorker, set: () => {} });
  try {
    return create();
  } finally {
    if (worker) Object.defineProperty(globalThis, 'Worker', worker);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
}

/** Stands in for a worker of Emscripten's thread pool that is never given a thread to run. */
class IdleWorker {
  onmessage?: (event: { data: { cmd: string } }) => void;

  postMessage({ cmd }: { cmd: string }): void {
    if (cmd !== 'load')
      throw new Error(
        `TensorFlow.js started a thread of its own (${cmd}), although it was told to use one thread only.`,
      );
    queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }

  terminate(): void {}
  /** Node's part of the interface. */
  on(): void {}
  unref(): void {}
}
