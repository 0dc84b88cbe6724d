import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useNodeBackend } from '../../../../tools/cli/nodeBackend';
import { GlipError } from '../../errors';
import { linear } from '../linear';
import type { Address, Jobs } from './abi';
import { installWasmKernels, nativeBuild } from './install';
import { LostThread, pieceOf, ThreadPool, type PoolOptions, type SpawnThread } from './pool';

type Failure = 'none' | 'throws at its start' | 'never starts' | 'dies in a piece' | 'is slow';

const workers: Worker[] = [];

/** Threads one after the other that fail so. */
const spawning = (...failures: Failure[]): SpawnThread => {
  return (setup, onEnd) => {
    const failure = failures[setup.thread - 1]!;
    const worker = new Worker(fileURLToPath(new URL('../../../../tests/support/failingThread.js', import.meta.url)), {
      workerData: { setup, failure },
    });
    workers.push(worker);
    worker.once('exit', onEnd);
    return new Promise((resolve, reject) => worker.once('message', () => resolve()).once('error', reject));
  };
};

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

const [ROWS, COLUMNS] = [64, 8];
const X = 4096 as Address;
const OUT = 65_536 as Address;
const [WEIGHT, BIAS] = [2048 as Address, 2112 as Address];
const JOB: Jobs['layer_norm'] = { x: X, weight: WEIGHT, bias: BIAS, out: OUT, n: COLUMNS, epsilon: 0 };
const WORK = { total: ROWS, quantum: 1, cost: 1e9 };
/** Far outside of the memory. */
const BAD_JOB = { ...JOB, x: 0x7ffffff0 as Address };

const kernelFile = (build: string) => readFileSync(fileURLToPath(new URL(`./${build}.wasm`, import.meta.url)));

async function startPool(failures: readonly Failure[], options: Partial<PoolOptions> = {}) {
  const module = await WebAssembly.compile(kernelFile('kernels-shared'));
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
  const floats = new Float32Array(memory.buffer);
  floats.fill(1, WEIGHT / 4, WEIGHT / 4 + COLUMNS);
  for (let i = 0; i < ROWS * COLUMNS; i++) floats[X / 4 + i] = i % COLUMNS;
  let next = 256;
  const allocate = (words: number) => ((next += 4 * words) - 4 * words) as Address;
  const pool = await ThreadPool.start(module, memory, {
    threads: failures.length + 1,
    spawn: spawning(...failures),
    forced: true,
    allocate,
    ...options,
  });
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports['layer_norm'] as (
    job: number,
    begin: number,
    end: number,
    scratch: number,
  ) => void;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  return {
    pool,
    /** @returns rows that this thread did; it takes its time, so that the others get their pieces. */
    run: (job: Jobs['layer_norm'], name: keyof Jobs = 'layer_norm') => {
      let rows = 0;
      floats.fill(NaN, OUT / 4, OUT / 4 + ROWS * COLUMNS);
      pool.write('layer_norm', job);
      pool.run(name, WORK, 0, 0, (begin, end) => {
        Atomics.wait(pause, 0, 0, 60);
        if (job === JOB) kernel(pool.job!, begin, end, 0);
        rows += end - begin;
      });
      return rows;
    },
    results: () => {
      const rows = Array.from({ length: ROWS }, (_, row) =>
        floats.slice(OUT / 4 + row * COLUMNS, OUT / 4 + (row + 1) * COLUMNS),
      );
      return { first: Array.from(rows[0]!), allTheSame: rows.every((row) => row.join() === rows[0]!.join()) };
    },
  };
}

/** 0 to 7, normalised. */
const NORMED = Array.from({ length: COLUMNS }, (_, i) => expect.closeTo((i - 3.5) / Math.sqrt(5.25), 5) as number);

/** What is thrown, and after how long. */
function failing(work: () => unknown) {
  const begin = performance.now();
  try {
    work();
  } catch (error) {
    return { error, milliseconds: performance.now() - begin };
  }
  throw new Error('Nothing was thrown.');
}

// On a busy machine a thread may be kept from its core for longer than the caller has patience.
describe('threads of the native kernels', { retry: 2 }, () => {
  it('share a job', async () => {
    const { pool, run, results } = await startPool(['none', 'none']);
    expect(pool.threads).toBe(3);
    expect(run(JOB)).toBeLessThan(ROWS / 2);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
  });

  it('tell of a trap within a second, and do the next job', async () => {
    const { pool, run, results } = await startPool(['none']);
    const { error, milliseconds } = failing(() => run(BAD_JOB));
    expect(error).toBeInstanceOf(GlipError);
    expect(error).not.toBeInstanceOf(LostThread);
    expect(error).toMatchObject({ code: 'backend', message: expect.stringContaining('layer_norm') as string });
    expect(milliseconds).toBeLessThan(1000);
    expect(pool.threads).toBe(2);
    expect(run(JOB)).toBeLessThan(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
  });

  it('have left the job when the calling thread fails itself', async () => {
    const { pool, run, results } = await startPool(['none']);
    pool.write('layer_norm', JOB);
    const cause = new Error('of the caller');
    const { error } = failing(() =>
      pool.run('layer_norm', WORK, 0, 0, () => {
        throw cause;
      }),
    );
    expect(error).toMatchObject({ code: 'backend', cause });
    run(JOB);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
  });

  it('are done without within a second when one dies in the middle of a piece', async () => {
    const { pool, run, results } = await startPool(['dies in a piece', 'none']);
    // The other thread may be done with all pieces before this one has woken up.
    const jobs: number[] = [];
    const { error } = failing(() => {
      for (let job = 0; job < 20; job++) {
        jobs.push(performance.now());
        run(JOB);
      }
    });
    expect(error).toBeInstanceOf(LostThread);
    expect(performance.now() - jobs.at(-1)!).toBeLessThan(2000); // the caller's own pieces took some of it
    expect(pool.threads).toBe(2);
    expect(run(JOB)).toBeLessThan(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
  });

  it('may be slower than the caller has patience: such a one joins again when it is done', async () => {
    const { pool, run, results } = await startPool(['is slow']);
    expect(failing(() => run(JOB)).error).toBeInstanceOf(LostThread);
    expect(pool.threads).toBe(1);
    expect(run(JOB)).toBe(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(pool.worthIt(WORK)).toBe(true);
    expect(pool.threads).toBe(2);
    expect(run(JOB)).toBeLessThan(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
  });

  it('need not be waited for when one has died between two jobs', async () => {
    const { pool, run, results } = await startPool(['none']);
    const ended = workers[0]!.terminate();
    // Before the event has arrived, the thread is still counted in.
    expect(run(JOB)).toBe(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
    await ended;
    expect(pool.threads).toBe(1);
    expect(pool.worthIt(WORK)).toBe(false);
  });

  it.each(['throws at its start', 'never starts'] as const)('are done without when one %s', async (failure) => {
    const begin = performance.now();
    const { pool, run, results } = await startPool([failure, 'none']);
    expect(performance.now() - begin).toBeLessThan(1500);
    expect(pool.threads).toBe(2);
    expect(run(JOB)).toBeLessThan(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
  });

  it('do not take the name of a kernel that there is none of for a sign to stop', async () => {
    const { pool, run, results } = await startPool(['none']);
    expect(failing(() => run(JOB, 'no such kernel' as keyof Jobs)).error).toBeInstanceOf(TypeError);
    expect(run(JOB)).toBeLessThan(ROWS);
    expect(results()).toEqual({ first: NORMED, allTheSame: true });
    const ended = new Promise((resolve) => workers[0]!.once('exit', resolve));
    pool.stop();
    await ended;
  });

  it('take no job more when a thread is lost and there is no memory to go on with', async () => {
    let asked = 0;
    const allocate = () => {
      if (asked++ > 0) throw new GlipError('out-of-memory', 'full');
      return 256 as Address;
    };
    const { run } = await startPool(['dies in a piece'], { allocate });
    const { error } = failing(() => run(JOB));
    expect(error).toBeInstanceOf(LostThread);
    expect(error).toMatchObject({ cause: { code: 'out-of-memory' } });
    expect(failing(() => run(JOB)).error).toBeInstanceOf(LostThread);
  });

  it('take large jobs in pieces that are soon done', () => {
    expect(pieceOf({ total: 9600, quantum: 6, block: 96, cost: 9600 * 1e6 }, 2)).toBe(192);
    expect(pieceOf({ total: 9600, quantum: 6, block: 96, cost: 9600 }, 2)).toBe(1248);
    expect(pieceOf({ total: 100, quantum: 6, block: 96, cost: 100 }, 2)).toBe(54);
  });
});

describe.each(['dies in a piece', 'is slow'] as const)('the kernels, when a thread %s', (failure) => {
  const product = () =>
    tf.tidy(() => linear(tf.ones([600, 300]), { weight: tf.ones<tf.Rank.R2>([300, 300]) }).dataSync());
  beforeAll(async () => {
    await useNodeBackend('wasm', { threads: 2, fused: false });
    const module = await WebAssembly.compile(kernelFile(nativeBuild()));
    await installWasmKernels(module, { count: 2, forced: true, spawn: spawning(failure) });
  });

  it('do its work with the threads that are left, and touch no other tensor', async () => {
    const kept = tf.tensor1d([1, 2, 3]);
    const before = tf.memory().numTensors;
    const held = tf.backend().numDataIds();
    let longest = 0;
    // The thread may be late for the first ones.
    for (let i = 0; i < 5; i++) {
      const begin = performance.now();
      expect(product().every((value) => value === 300)).toBe(true);
      longest = Math.max(longest, performance.now() - begin);
    }
    expect(longest).toBeGreaterThan(500); // somebody was waited for
    expect(longest).toBeLessThan(2000);
    expect(tf.memory().numTensors).toBe(before);
    expect(Array.from(kept.dataSync())).toEqual([1, 2, 3]);
    if (failure === 'is slow') {
      // It was left the result that it may still write to; now that is freed.
      expect(tf.backend().numDataIds()).toBe(held + 1);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(product().every((value) => value === 300)).toBe(true);
      expect(tf.backend().numDataIds()).toBe(held);
    }
    kept.dispose();
  });
});
