import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** tfjs' threaded build. The places are URLs in a browser and paths in Node. */
export interface ThreadedBuild {
  /** Emscripten's factory, which the thread that owns the backend calls. */
  readonly createModule: (config: object) => Promise<EmscriptenModule>;
  /** The file that holds the factory: every other thread loads it. */
  readonly mainScript: string;
  /** A file with the `threadSource` below. */
  readonly threadScript: string;
  readonly binary: string;
}

interface EmscriptenModule {
  cwrap(name: string, returns: 'number' | null, parameters: 'number'[]): (...values: number[]) => number;
}

/** The threads' script, of what tfjs ships as a string. It was a string literal once: its line breaks become escapes again. */
export const threadSource = (wasmWorkerContents: string) => wasmWorkerContents.replaceAll('\n', '\\n');

/**
 * Starts the threaded build from files. tfjs itself sends its threads their code as the text of a bundled function, which a
 * minifier breaks, since the text refers to names outside it; and it leaves Node out (tfjs#3830), whose workers take no Blob.
 * Never resolves where threads are forbidden.
 */
export async function createThreadedWasm({ createModule, mainScript, threadScript, binary }: ThreadedBuild): Promise<BackendWasm> {
  const module = await createModule({
    mainScriptUrlOrBlob: mainScript,
    locateFile: (file: string) => (file.endsWith('.worker.js') ? threadScript : binary),
  });
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
