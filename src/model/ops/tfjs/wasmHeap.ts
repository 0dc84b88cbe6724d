import * as tf from '@tensorflow/tfjs-core';
import { GlipError } from '../../errors';

/** The part of tfjs's BackendWasm that is needed here; importing the class would bring the backend into every build. */
export interface WasmBackend {
  readonly wasm: {
    /** Returns an address as a signed number, or 0 where the heap cannot grow any further. */
    _malloc(bytes: number): number;
    _free(offset: number): void;
    /** The build with threads shows its memory here, the others among their exports. */
    readonly wasmMemory?: WebAssembly.Memory;
    readonly asm: { readonly memory?: WebAssembly.Memory };
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: 'float32'): tf.TensorInfo;
  disposeData(dataId: object): void;
}

/** The running backend, which must be wasm. */
export const wasmBackend = (): WasmBackend => tf.backend() as unknown as WasmBackend;

export function heapMemory({ wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm.wasmMemory ?? wasm.asm.memory;
  if (!memory) throw new TypeError('This version of TensorFlow.js does not show the memory of its wasm backend.');
  return memory;
}

/** Addresses in the heap have 32 bits; a larger size would wrap around to a small one. */
const MAX_BYTES = 2 ** 32 - 1;

/** The modules whose allocator has been replaced by one that throws. */
const checked = new WeakSet<WasmBackend['wasm']>();

/**
 * Makes every allocation from JavaScript on the backend's heap throw a GlipError `out-of-memory` when it fails. TensorFlow.js itself never
 * looks at the result; a tensor that did not fit would lie at address 0, over tensors that are in use
 * (https://github.com/tensorflow/tfjs/issues/4208). Calling it again changes nothing.
 */
export function checkAllocations({ wasm }: Pick<WasmBackend, 'wasm'>): void {
  if (checked.has(wasm)) return;
  checked.add(wasm);
  // Emscripten's own function takes the place of any other on the module when it is called for the first time.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = bytes > MAX_BYTES ? 0 : allocate(bytes);
    if (address === 0 && bytes > 0) throw outOfMemory(bytes);
    return address;
  };
}

function outOfMemory(bytes: number): GlipError {
  const megabytes = Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en');
  return new GlipError(
    'out-of-memory',
    `The memory of WebAssembly is full: there was no room for another ${megabytes} MB. A smaller picture, a smaller input size or a smaller model would fit.`,
  );
}
