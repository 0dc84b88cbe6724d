/** A free buffer, the number of the run that used it last, and of the release that freed it. */
interface FreeBuffer {
  readonly buffer: GPUBuffer;
  readonly run: number;
  readonly release: number;
}

/**
 * Bytes that lie free at most, though the same run used them: a large picture has tensors of other sizes at every stage, which
 * together are twice of what is in use at once.
 */
export const MAX_FREE = 2 ** 29;

/**
 * The buffers of a GPU device, in place of tfjs's BufferManager, which keeps every buffer for reuse and never gives one back:
 * pictures of different sizes need buffers of different sizes, so that its memory grows with every picture. This pool holds no
 * more than the run that needs most, and after a run no more than that one needed.
 */
export class GpuPool {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  private readonly used = new Set<GPUBuffer>();
  /** By size and usage; within a list, of which none is empty, the latest used are last. */
  private readonly free = new Map<string, FreeBuffer[]>();
  private run = 0;
  private releases = 0;

  constructor(private readonly device: Pick<GPUDevice, 'createBuffer'>) {}

  acquireBuffer(size: number, usage: GPUBufferUsageFlags, mappedAtCreation = false, reuse = true): GPUBuffer {
    const buffer =
      (reuse && this.take(keyOf(size, usage), 'latest')?.buffer) || this.create(size, usage, mappedAtCreation);
    this.used.add(buffer);
    this.numBytesUsed += size;
    return buffer;
  }

  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    // tfjs releases the buffers of tensors that outlive the backend.
    if (!this.used.delete(buffer)) return;
    this.numBytesUsed -= buffer.size;
    if (!reuse) return this.destroy(buffer);
    const key = keyOf(buffer.size, buffer.usage);
    const list = this.free.get(key) ?? [];
    list.push({ buffer, run: this.run, release: this.releases++ });
    this.free.set(key, list);
    while (this.numBytesAllocated - this.numBytesUsed > MAX_FREE) this.destroyOldest(this.run);
  }

  /** A run has ended: what it had no use for is given back. */
  endRun(): void {
    this.giveBack(Infinity);
    this.run++;
  }

  dispose(): void {
    this.run++;
    this.giveBack(Infinity);
    this.used.forEach((buffer) => buffer.destroy());
    this.used.clear();
    this.numBytesUsed = 0;
    this.numBytesAllocated = 0;
  }

  /** A new buffer takes the place of those that this run has not used so far. */
  private create(size: number, usage: GPUBufferUsageFlags, mappedAtCreation: boolean): GPUBuffer {
    this.giveBack(size);
    this.numBytesAllocated += size;
    return this.device.createBuffer({ size, usage, mappedAtCreation });
  }

  /** Destroys free buffers from before this run. WebGPU lets work that has been submitted finish before a buffer goes. */
  private giveBack(bytes: number): void {
    while (bytes > 0) {
      const given = this.destroyOldest(this.run - 1);
      if (given === 0) return;
      bytes -= given;
    }
  }

  /** Destroys the buffer that has been free for longest, if no run after this one used it. @returns its bytes, or 0 */
  private destroyOldest(run: number): number {
    let oldest: FreeBuffer | undefined;
    for (const [first] of this.free.values())
      if (first!.run <= run && !(oldest && oldest.release < first!.release)) oldest = first;
    if (!oldest) return 0;
    const { buffer } = oldest;
    this.take(keyOf(buffer.size, buffer.usage), 'oldest');
    this.destroy(buffer);
    return buffer.size;
  }

  private take(key: string, which: 'latest' | 'oldest'): FreeBuffer | undefined {
    const list = this.free.get(key);
    const taken = which === 'latest' ? list?.pop() : list?.shift();
    if (list?.length === 0) this.free.delete(key);
    return taken;
  }

  private destroy(buffer: GPUBuffer): void {
    this.numBytesAllocated -= buffer.size;
    buffer.destroy();
  }
}

const keyOf = (size: number, usage: GPUBufferUsageFlags) => `${size} ${usage}`;
