import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { trimFreeBuffers, type FreeBufferPool } from './gpuPool';

/** tfjs' own BufferManager, as it is in the backend, over a device that only counts. */
interface Manager extends FreeBufferPool {
  acquireBuffer(size: number, usage: number): { size: number; destroy(): void };
  releaseBuffer(buffer: object): void;
}

let alive: number;
let manager: Manager;

beforeEach(() => {
  alive = 0;
  const createBuffer = ({ size, usage }: { size: number; usage: number }) => {
    alive += size;
    return { size, usage, destroy: () => (alive -= size) };
  };
  vi.stubGlobal('navigator', { gpu: {} });
  vi.stubGlobal('window', globalThis);
  const device = { createBuffer, queue: {}, features: new Set() };
  manager = new WebGPUBackend(device as never, {} as never).bufferManager as unknown as Manager;
});
afterAll(() => void vi.unstubAllGlobals());

const use = (sizes: number[]) => sizes.map((size) => manager.acquireBuffer(size, 1)).forEach((buffer) => manager.releaseBuffer(buffer));

it('destroys the largest free buffers first, down to the limit, and keeps the account', () => {
  use([100, 100, 10, 10, 1]);
  trimFreeBuffers(manager, 25);
  expect(alive).toBe(21);
  expect(manager.numBytesAllocated).toBe(21);
  expect(manager.numFreeBuffers).toBe(3);
});

it('leaves buffers in use alone', () => {
  manager.acquireBuffer(1000, 1);
  use([5]);
  trimFreeBuffers(manager, 0);
  expect(alive).toBe(1000);
  expect(manager.numBytesAllocated).toBe(1000);
});

it('does nothing within the limit', () => {
  use([5, 5]);
  trimFreeBuffers(manager, 10);
  expect(alive).toBe(10);
});

it('leaves a manager that goes on working', () => {
  const inUse = manager.acquireBuffer(7, 1);
  use([7]);
  trimFreeBuffers(manager, 0);
  manager.releaseBuffer(inUse);
  use([7, 8]);
  expect(alive).toBe(15);
  expect(manager.numFreeBuffers).toBe(2);
});

it('ends the growth over pictures of different sizes', () => {
  for (let size = 100; size < 120; size++) {
    use([size]);
    trimFreeBuffers(manager, 150);
  }
  expect(alive).toBeLessThanOrEqual(150);
});
