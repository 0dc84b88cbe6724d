import { installKernels, removeKernels } from '../kernels';
import { heapMemory, wasmBackend, type WasmBackend } from '../tfjs/wasmHeap';
import { SOURCES, SOURCES_SECTION } from './abi';
import { KERNELS } from './kernels';
import { Native, type Threads } from './native';

export type NativeBuild = 'kernels' | 'kernels-relaxed' | 'kernels-shared' | 'kernels-shared-relaxed';

/** (func (param v128 v128 v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2))) */
const RELAXED_PROBE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic and version
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b], // its type
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b], // its code
);

/**
 * Which build of the native module fits here: a module says whether the memory it imports is shared, and a third of the time of
 * matrix products is saved where relaxed SIMD, which fuses multiplication and addition, is known.
 */
export function nativeBuild(): NativeBuild {
  const shared = !(heapMemory(wasmBackend()).buffer instanceof ArrayBuffer);
  const relaxed = WebAssembly.validate(RELAXED_PROBE);
  return `kernels${shared ? '-shared' : ''}${relaxed ? '-relaxed' : ''}`;
}

/** How many threads the kernels run on now, the one that calls them included. */
export interface KernelThreads {
  readonly running: number;
}

let installed: Native | undefined;

/**
 * Gives the running wasm backend its fused kernels, in place of any that an earlier wasm backend had.
 * @param module the compiled `nativeBuild()`
 * @param threads for a backend whose memory is shared; without them all work is done by the thread that calls
 * @throws Error for a module that was built from other sources than these, WebAssembly.LinkError for the other build
 */
export async function installWasmKernels(module: WebAssembly.Module, threads?: Threads): Promise<KernelThreads> {
  if (sourcesOf(module) !== SOURCES) throw new Error('The native module is of another version than the program.');
  removeWasmKernels();
  const native = await Native.create(wasmBackend(), module, threads);
  installKernels<Native, WasmBackend>('wasm', KERNELS, (_backend, run) => native.kernel(() => run(native)));
  installed = native;
  return native;
}

/** The hash of the sources that a module was built from: its functions take structs, which another version may lay out otherwise. */
export function sourcesOf(module: WebAssembly.Module): string {
  return WebAssembly.Module.customSections(module, SOURCES_SECTION)
    .map((section) => new TextDecoder().decode(section))
    .join();
}

/** Leaves the operations to their compositions again: kernels work on the memory of the backend that they were made for only. */
export function removeWasmKernels(): void {
  if (!installed) return;
  installed.stop();
  installed = undefined;
  removeKernels('wasm', KERNELS);
}
