import type { Rank, TensorInfo } from '@tensorflow/tfjs-core';
import { PANELS, TILE_COLUMNS, type Address, type Jobs } from './abi';
import { checkAllocations, heapMemory, type WasmBackend } from '../tfjs/wasmHeap';
import { isFloat16, type Weight } from '../weights';
import { brokenOff, LostThread, ThreadPool, type SpawnThread, type Work } from './pool';

/** A matrix: where it begins, and the steps from row to row and from column to column, in floats. */
export interface Factor {
  readonly at: Address;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Reading a number from memory takes about as long as so many multiply-adds. */
export const READING = 16;

/** How many threads to use, and how to start one. */
export interface Threads {
  readonly count: number;
  /** Use them even while that does not pay. */
  readonly forced?: boolean;
  readonly spawn: SpawnThread;
}

const ALONE: Threads = { count: 1, spawn: () => Promise.reject(new Error('There is one thread only.')) };

/** The exports of the native module. */
type NativeFunctions = Readonly<
  Record<keyof Jobs, (job: Address, begin: number, end: number, scratch: number) => void>
> &
  /** How many floats of scratch memory a job takes; those that need none export nothing. */
  Readonly<Partial<Record<`${keyof Jobs}_scratch`, (job: Address) => number>>> & {
    readonly packed_floats: (k: number, n: number) => number;
  };

/** An address so many floats behind another. */
export const behind = (address: Address, floats: number) => (address + 4 * floats) as Address;

/** For an argument that may be left out. */
export const NONE = 0 as Address;

/** The native module on tfjs's heap, as kernels see it. */
export class Native {
  private readonly functions: NativeFunctions;
  private readonly rooms = { scratch: { at: NONE, floats: 0 }, packed: { at: NONE, floats: 0 } };
  private pool!: ThreadPool;
  /** What the running kernel has made so far. */
  private outputs: TensorInfo[] = [];

  private constructor(
    private readonly backend: WasmBackend,
    instance: WebAssembly.Instance,
    private readonly threads: Threads,
  ) {
    this.functions = instance.exports as unknown as NativeFunctions;
  }

  /** @throws WebAssembly.LinkError where the module was built for the other kind of memory. */
  static async create(backend: WasmBackend, module: WebAssembly.Module, threads = ALONE): Promise<Native> {
    checkAllocations(backend);
    const memory = heapMemory(backend);
    const native = new Native(backend, await WebAssembly.instantiate(module, { env: { memory } }), threads);
    const { count, spawn, forced = false } = threads;
    native.pool = await ThreadPool.start(module, memory, {
      threads: count,
      spawn,
      forced,
      allocate: (words) => native.allocate(words),
    });
    return native;
  }

  /** Threads that run now, the calling one included. */
  get running(): number {
    return this.pool.threads;
  }

  /**
   * Runs a kernel; once more when a thread is lost in it, with those that are left and into other memory. When it fails, what it has made is
   * freed.
   * @throws GlipError `out-of-memory`, `backend`
   */
  kernel<T>(work: () => T): T {
    for (let losses = 0; ; losses++) {
      this.outputs = [];
      try {
        return work();
      } catch (error) {
        if (!(error instanceof LostThread)) this.free(this.outputs);
        else if (error.job) this.leaveTo(error.job);
        // Every loss leaves fewer threads; the one that calls cannot be lost.
        if (!(error instanceof LostThread) || losses === this.threads.count) throw error;
      } finally {
        this.outputs = [];
      }
    }
  }

  private free(tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.backend.disposeData(dataId);
  }

  /** Leaves the memory that the running kernel has taken to the threads that may still write to it. */
  private leaveTo(job: NonNullable<LostThread['job']>): void {
    const { outputs, rooms } = this;
    const left = [rooms.scratch, rooms.packed].filter(({ floats }) => floats > 0);
    rooms.scratch = rooms.packed = { at: NONE, floats: 0 };
    job.onReturn = () => {
      this.free(outputs);
      for (const { at } of left) this.backend.wasm._free(at);
    };
  }

  /** Where the values of a tensor begin. */
  at({ dataId }: TensorInfo): Address {
    return this.backend.dataIdMap.get(dataId).memoryOffset as Address;
  }

  /** Where weights begin, which this backend holds in float32. */
  atWeight<R extends Rank>(weight: Weight<R>): Address {
    if (isFloat16(weight)) throw new TypeError('The wasm backend has no kernels for weights in float16.');
    return this.at(weight);
  }

  /** A tensor whose values the kernel has yet to write. @throws GlipError `out-of-memory` */
  output(shape: readonly number[]): TensorInfo {
    const output = this.backend.makeOutput(shape, 'float32');
    this.outputs.push(output);
    return output;
  }

  /** Frees a tensor that only the kernel itself needed. */
  release(tensor: TensorInfo): void {
    this.outputs = this.outputs.filter((output) => output !== tensor);
    this.backend.disposeData(tensor.dataId);
  }

  /** Copies floats from one place of the heap to another. */
  copy(from: Address, to: Address, floats: number): void {
    new Uint8Array(heapMemory(this.backend).buffer).copyWithin(to, from, from + 4 * floats);
  }

  /** How many floats a matrix [k, n] takes when it is packed. */
  packedFloats(k: number, n: number): number {
    return this.functions.packed_floats(k, n);
  }

  /** The right factor of a product [k, n] as kernels read it, see `pack` in gemm.h: until the next. Or several, one behind the other. */
  pack(factor: Factor, k: number, n: number, parts = 1): Address {
    const packed = this.room('packed', parts * this.packedFloats(k, n));
    this.packInto(packed, factor, k, n, parts);
    return packed;
  }

  /** The same into memory of the caller's. */
  packInto(packed: Address, { at: b, rowStep, columnStep }: Factor, k: number, n: number, parts = 1): void {
    const work = { total: n, quantum: TILE_COLUMNS, block: PANELS * TILE_COLUMNS, cost: READING * parts * k * n };
    this.divide('pack_columns', { b, rowStep, columnStep, parts, k, n, packed }, work);
  }

  /** Does a job that cannot be divided. */
  call<Name extends keyof Jobs>(name: Name, job: Jobs[Name]): void {
    this.pool.write(name, job);
    this.part(name, 0, 1, this.room('scratch', this.scratchFloats(name)));
  }

  /** Does a job that threads may share. */
  divide<Name extends keyof Jobs>(name: Name, job: Jobs[Name], work: Work): void {
    this.pool.write(name, job);
    const floats = this.scratchFloats(name);
    if (!this.pool.worthIt(work)) {
      this.part(name, 0, work.total, this.room('scratch', floats));
      return;
    }
    const scratch = this.room('scratch', this.threads.count * floats);
    this.pool.run(name, work, scratch, 4 * floats, (begin, end) =>
      this.functions[name](this.pool.job!, begin, end, scratch),
    );
  }

  /** Ends the threads. */
  stop(): void {
    this.pool.stop();
  }

  private part(name: keyof Jobs, begin: number, end: number, scratch: Address): void {
    try {
      this.functions[name](this.pool.job!, begin, end, scratch);
    } catch (error) {
      throw brokenOff(name, error);
    }
  }

  /** Of the job that was written last. */
  private scratchFloats(name: keyof Jobs): number {
    return this.functions[`${name}_scratch`]?.(this.pool.job!) ?? 0;
  }

  /** At least so many floats of memory, until it is asked for again. */
  private room(name: keyof Native['rooms'], floats: number): Address {
    const { at, floats: held } = this.rooms[name];
    if (floats <= held) return at;
    this.rooms[name] = { at: NONE, floats: 0 };
    if (held > 0) this.backend.wasm._free(at);
    this.rooms[name] = { at: this.allocate(floats), floats };
    return this.rooms[name].at;
  }

  /** @throws GlipError `out-of-memory` */
  private allocate(floats: number): Address {
    return (this.backend.wasm._malloc(4 * floats) >>> 0) as Address;
  }
}
