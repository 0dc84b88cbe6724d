/**
 * The part of tfjs' BufferManager that keeps buffers for reuse. It is private there, and it never gives one back: pictures
 * of different sizes need buffers of different sizes, so without trimming the memory grows with every picture.
 */
export interface FreeBufferPool {
  readonly freeBuffers: Map<string, { readonly size: number; destroy(): void }[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

/**
 * Destroys free buffers, the largest first, until those that are left hold at most `keepBytes`. Buffers in use are not
 * touched, and WebGPU lets work that has been submitted finish before a destroyed buffer goes.
 */
export function trimFreeBuffers(pool: FreeBufferPool, keepBytes: number): void {
  const lists = [...pool.freeBuffers.values()].filter((list) => list.length > 0).sort((a, b) => b[0]!.size - a[0]!.size);
  let held = lists.reduce((sum, list) => sum + list.length * list[0]!.size, 0);
  for (const list of lists) {
    // Emptied lists stay in the map: BufferManager.releaseBuffer pushes to them without asking.
    while (list.length > 0 && held > keepBytes) {
      const buffer = list.pop()!;
      buffer.destroy();
      held -= buffer.size;
      pool.numFreeBuffers--;
      pool.numBytesAllocated -= buffer.size;
    }
  }
}
