import { beforeEach, expect, it } from 'vitest';
import { GpuPool, MAX_FREE } from './gpuPool';

/** Bytes that a device has given out, and the most there ever were. */
let alive: number;
let most: number;
let pool: GpuPool;

beforeEach(() => {
  alive = most = 0;
  const createBuffer = ({ size, usage }: GPUBufferDescriptor) => {
    most = Math.max(most, (alive += size));
    return { size, usage, destroy: () => void (alive -= size) } as GPUBuffer;
  };
  pool = new GpuPool({ createBuffer });
});

/** A run that has these buffers in use at once. */
function run(sizes: readonly number[]): void {
  sizes.map((size) => pool.acquireBuffer(size, 1)).forEach((buffer) => pool.releaseBuffer(buffer));
  pool.endRun();
}

it('keeps for the next run what the last one used', () => {
  run([5, 5, 7]);
  expect(alive).toBe(17);
  run([7, 5, 5]);
  expect(most).toBe(17);
});

it('gives back what the last run had no use for', () => {
  run([5, 5, 5, 7]);
  run([5]);
  expect(alive).toBe(5);
  expect(pool.numBytesAllocated).toBe(5);
});

it('never holds more than the run that needs most, whatever sizes come in whatever order', () => {
  for (let size = 100; size < 120; size++) run([size, size, 2 * size]);
  for (let size = 119; size >= 100; size--) run([size, 3 * size]);
  expect(most).toBe(4 * 119);
  expect(alive).toBe(4 * 100);
});

it('within a run destroys what has been free for longest, where too much lies free', () => {
  const [first, second, third] = [1, 2, 3].map((more) => pool.acquireBuffer(MAX_FREE / 2 - more, 1));
  for (const buffer of [second!, first!, third!]) pool.releaseBuffer(buffer);
  expect(alive).toBe(first!.size + third!.size);
  expect(pool.numBytesAllocated).toBe(alive);
  expect(pool.acquireBuffer(first!.size, 1)).toBe(first);
  expect(pool.acquireBuffer(second!.size, 1)).not.toBe(second);
});

it('leaves buffers in use alone, over runs', () => {
  const weights = pool.acquireBuffer(1000, 1);
  run([5]);
  run([6]);
  expect(alive).toBe(1006);
  expect(pool.numBytesUsed).toBe(1000);
  pool.releaseBuffer(weights);
  expect(pool.numBytesUsed).toBe(0);
  run([6]);
  expect(alive).toBe(1006);
  run([6]);
  expect(alive).toBe(6);
});

it('keeps sizes and usages apart', () => {
  pool.releaseBuffer(pool.acquireBuffer(8, 1));
  const other = pool.acquireBuffer(8, 2);
  expect(other.usage).toBe(2);
  expect(alive).toBe(16);
});

it('destroys at once what is not to be reused', () => {
  pool.releaseBuffer(pool.acquireBuffer(8, 1, true, false), false);
  expect(alive).toBe(0);
  expect(pool.numBytesAllocated).toBe(0);
});

it('destroys everything when it is disposed, and takes releases that come after it', () => {
  const late = pool.acquireBuffer(8, 1);
  pool.releaseBuffer(pool.acquireBuffer(9, 1));
  pool.dispose();
  expect(alive).toBe(0);
  pool.releaseBuffer(late);
  expect(pool.numBytesUsed).toBe(0);
  expect(pool.numBytesAllocated).toBe(0);
});
