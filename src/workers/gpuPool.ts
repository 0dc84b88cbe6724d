/** A free buffer, and the number of the run that used it last. */
interface FreeBuffer {
  readonly buffer: GPUBuffer;
  readonly run: number;
}

/**
 * The buffers of a GPU device, in place of tfjs's BufferManager, which keeps every buffer for reuse and never gives one back:
 * pictures of different sizes need buffers of different sizes, so that its memory grows with every picture. This pool holds no
 * more than the run that needs most, and after a run no more than that one needed.
 */
export class GpuPool {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  private readonly used = new Set<GPUBuffer>();
  /** By size and usage; within a list the latest used are last. */
  private readonly free = new Map<string, FreeBuffer[]>();
  private run = 0;

  constructor(private readonly device: Pick<GPUDevice, 'createBuffer'>) {}

  acquireBuffer(size: number, usage: GPUBufferUsageFlags, mappedAtCreation = false, reuse = true): GPUBuffer {
    const kept = reuse ? this.free.get(keyOf(size, usage))?.pop() : undefined;
    const buffer = kept?.buffer ?? this.create(size, usage, mappedAtCreation);
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
    list.push({ buffer, run: this.run });
    this.free.set(key, list);
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
    for (const [key, list] of this.free) {
      while (bytes > 0 && list.length > 0 && list[0]!.run < this.run) {
        const { buffer } = list.shift()!;
        this.destroy(buffer);
        bytes -= buffer.size;
      }
      if (list.length === 0) this.free.delete(key);
      if (bytes <= 0) return;
    }
  }

  private destroy(buffer: GPUBuffer): void {
    this.numBytesAllocated -= buffer.size;
    buffer.destroy();
  }
}

const keyOf = (size: number, usage: GPUBufferUsageFlags) => `${size} ${usage}`;
