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
  disposeData(dataId: object): void;
}

export const heapMemory = ({ wasm }: WasmBackend): WebAssembly.Memory => wasm.wasmMemory ?? wasm.asm.memory!;
