import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The part of tfjs's BackendWasm that is needed here; importing the class would bring the backend into every build. */
export interface WasmBackend {
  readonly wasm: {
    _malloc(bytes: number): number;
    _free(offset: number): void;
    /** The build with threads shows its memory here, the others among their exports. */
    readonly wasmMemory?: WebAssembly.Memory;
    readonly asm: { readonly memory?: WebAssembly.Memory };
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
}

/** The functions of the native module: numbers and offsets in bytes into the heap that it shares with tfjs. */
export type NativeFunctions = Readonly<
  Record<'layer_norm' | 'group_norm' | 'gelu' | 'matmul' | 'window_attention' | 'deform_conv', (...values: number[]) => void>
>;

export const heapMemory = ({ wasm }: WasmBackend): WebAssembly.Memory => wasm.wasmMemory ?? wasm.asm.memory!;

/** tfjs's heap as kernels see it. Functions, so that a kernel takes only those that it needs. */
export interface Heap {
  /** Where the values of a tensor begin, in bytes. */
  readonly at: (tensor: TensorInfo) => number;
  /** A tensor whose values the kernel has yet to write. */
  readonly output: (shape: readonly number[]) => TensorInfo;
  /** At least so many floats of memory, until the next call. */
  readonly scratch: (floats: number) => number;
}

export function heapOf(backend: WasmBackend): Heap {
  let memory = 0;
  let held = 0;
  return {
    at: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    output: (shape) => backend.makeOutput(shape, 'float32'),
    scratch: (floats) => {
      if (floats > held) {
        if (held > 0) backend.wasm._free(memory);
        memory = backend.wasm._malloc(4 * floats) >>> 0;
        held = floats;
      }
      return memory;
    },
  };
}
