import type { TensorInfo } from '@tensorflow/tfjs-core';
import { heapMemory, type WasmBackend } from './heap';
import { ThreadPool, type SpawnThread, type Work } from './pool';
import { CONTROL_WORDS } from './thread.js';
import { TILE_COLUMNS, wholePanels } from './tiles';

/** The functions of the native module: numbers, and offsets in bytes into the heap that it shares with tfjs. */
type NativeFunction =
  | 'layer_norm' | 'group_norm' | 'gelu' | 'pack_columns' | 'matmul' | 'matmul_few' | 'window_attention' | 'cross_attend' | 'pool_locations' | 'conv' | 'deform_conv' | 'reread_map'
  | 'branch_statistics' | 'branch_factors' | 'combine_branches';

/** A matrix: where it begins, and the steps from row to row and from column to column, in floats. */
export interface Factor {
  readonly at: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Columns that are packed at once: see PANELS in gemm.c. */
const PACKED_COLUMNS = 8 * TILE_COLUMNS;
/** Reading a number from memory takes about as long as so many multiply-adds. */
export const READING = 16;

/** How many threads to use, and how to start one. */
export interface Threads {
  readonly count: number;
  /** Use them even while that does not pay. */
  readonly forced?: boolean;
  readonly spawn: SpawnThread;
}

/** The native module on tfjs's heap, as kernels see it. */
export class Native {
  private readonly functions: Readonly<Record<string, (...values: number[]) => void>>;
  private readonly rooms = { scratch: { at: 0, floats: 0 }, packed: { at: 0, floats: 0 } };
  private pool?: ThreadPool;
  private threads = 1;

  private constructor(
    private readonly backend: WasmBackend,
    instance: WebAssembly.Instance,
  ) {
    this.functions = instance.exports as Record<string, (...values: number[]) => void>;
  }

  /** @throws WebAssembly.LinkError where the module was built for the other kind of memory. */
  static async create(backend: WasmBackend, module: WebAssembly.Module, threads?: Threads): Promise<Native> {
    const memory = heapMemory(backend);
    const native = new Native(backend, await WebAssembly.instantiate(module, { env: { memory } }));
    if (threads && threads.count > 1) {
      const control = native.allot(CONTROL_WORDS);
      native.pool = await ThreadPool.start({ module, memory, control }, threads.count, threads.spawn, threads.forced ?? false);
      native.threads = threads.count;
    }
    return native;
  }

  /** Where the values of a tensor begin, in bytes. */
  at({ dataId }: TensorInfo): number {
    return this.backend.dataIdMap.get(dataId).memoryOffset;
  }

  /** A tensor whose values the kernel has yet to write. */
  output(shape: readonly number[]): TensorInfo {
    return this.backend.makeOutput(shape, 'float32');
  }

  /** Of a tensor that only the kernel itself needed. */
  release({ dataId }: TensorInfo): void {
    this.backend.disposeData(dataId);
  }

  /** Floats from one place of the heap to another. */
  copy(from: number, to: number, floats: number): void {
    new Uint8Array(heapMemory(this.backend).buffer).copyWithin(to, from, from + 4 * floats);
  }

  /** At least so many floats of memory, until the next call of any method here. */
  scratch(floats: number): number {
    return this.room('scratch', floats);
  }

  /** The right factor of a product [k, n] as kernels read it, see `pack` in gemm.h: until the next. Or several, one behind the other. */
  pack(factor: Factor, k: number, n: number, parts = 1): number {
    const packed = this.room('packed', parts * k * wholePanels(n));
    this.packInto(packed, factor, k, n, parts);
    return packed;
  }

  /** The same to a place of the caller's. */
  packInto(packed: number, { at, rowStep, columnStep }: Factor, k: number, n: number, parts = 1): void {
    const work = { total: n, quantum: TILE_COLUMNS, block: PACKED_COLUMNS, cost: READING * parts * k * n, scratch: 0 };
    this.divide('pack_columns', [at, rowStep, columnStep, parts, k, n, packed], work);
  }

  call(name: NativeFunction, ...args: number[]): void {
    this.functions[name]!(...args);
  }

  /** The same for work that threads may share; `args` are those before begin, end and scratch. */
  divide(name: NativeFunction, args: readonly number[], work: Work): void {
    if (!this.pool?.worthIt(work)) {
      this.call(name, ...args, 0, work.total, this.scratch(work.scratch));
      return;
    }
    const scratch = this.scratch(this.threads * work.scratch);
    this.pool.run(name, args, work, scratch, 4 * work.scratch, (begin, end) => this.call(name, ...args, begin, end, scratch));
  }

  /** Ends the threads. */
  stop(): void {
    this.pool?.stop();
  }

  private room(name: keyof Native['rooms'], floats: number): number {
    const room = this.rooms[name];
    if (floats > room.floats) {
      if (room.floats > 0) this.backend.wasm._free(room.at);
      room.at = this.allot(floats);
      room.floats = floats;
    }
    return room.at;
  }

  private allot(floats: number): number {
    return this.backend.wasm._malloc(4 * floats) >>> 0;
  }
}
