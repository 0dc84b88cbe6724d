import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goldenWeights } from '../../../../tools/golden/weights';
import { readRules } from '../../../../tools/golden/directory';
import { useNodeBackend } from '../../../../tools/cli/nodeBackend';
import { GOLDENS, TINY } from '../../../../tests/support/tinyModel';
import { GlipError } from '../../errors';
import { Glip } from '../../network/glip';
import { linear } from '../linear';
import type { WasmBackend } from './wasmHeap';

type Backend = WasmBackend & { numDataIds(): number };

const backend = () => tf.backend() as unknown as Backend;

const CHUNK = 16 * 2 ** 20;

/** Takes all of the heap but less than a chunk of 64 MB. */
function fillHeap() {
  const chunks: tf.TensorInfo[] = [];
  try {
    for (;;) chunks.push(backend().makeOutput([CHUNK], 'float32'));
  } catch (error) {
    expect(error).toMatchObject({ name: 'GlipError', code: 'out-of-memory' });
    return chunks;
  }
}

const thrownBy = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error as GlipError;
  }
  return undefined;
};

describe.each([
  { threads: 1, fused: true },
  { threads: 2, fused: true },
  { threads: 1, fused: false },
])('a full heap, $threads threads, kernels of ours: $fused', (options) => {
  beforeEach(() => useNodeBackend('wasm', options));

  it('is an error with a remedy, and the tensors that are there stay as they are', () => {
    const kept = tf.tensor1d([1, 2, 3, 4]);
    const [x, weight] = [tf.ones<tf.Rank.R2>([20_000, 1]), tf.ones<tf.Rank.R2>([1, 1000])];
    const chunks = fillHeap();
    expect(chunks.length).toBeGreaterThan(50);
    const before = { tensors: tf.memory().numTensors, held: backend().numDataIds() };
    const error = thrownBy(() => linear(x, { weight }));
    expect(error).toBeInstanceOf(GlipError);
    expect(error).toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^The memory of WebAssembly is full: .* 80 MB.* smaller picture/) as string,
    });
    // Tensors that are made of values, and results of tfjs's own kernels, are on the same heap.
    expect(thrownBy(() => tf.zeros([2 * CHUNK]))).toMatchObject({ code: 'out-of-memory' });
    expect(thrownBy(() => tf.tile(x, [1, 1000]))).toMatchObject({ code: 'out-of-memory' });
    expect({ tensors: tf.memory().numTensors, held: backend().numDataIds() }).toEqual(before);
    expect(Array.from(kept.dataSync())).toEqual([1, 2, 3, 4]);
    for (const { dataId } of chunks) backend().disposeData(dataId);
    const y = linear(x, { weight });
    expect(y.dataSync().every((value) => value === 1)).toBe(true);
    tf.dispose([kept, x, weight, y]);
  });

  it('refuses what is larger than any heap, instead of taking the remainder', () => {
    expect(thrownBy(() => backend().makeOutput([2 ** 30 + 4], 'float32'))).toMatchObject({ code: 'out-of-memory' });
  });
});

describe('a heap that is full at some moment of a run', () => {
  let allocate: (bytes: number) => number;
  beforeEach(async () => {
    await useNodeBackend('wasm', { threads: 1 });
    const { wasm } = backend();
    allocate = wasm._malloc.bind(wasm);
  });
  afterEach(() => {
    backend().wasm._malloc = allocate;
  });

  /** Counts allocations from here on, and has the one with this number fail. */
  function failAt(number: number) {
    let count = 0;
    backend().wasm._malloc = (bytes) => allocate(++count === number ? 2 ** 33 : bytes);
    return () => count;
  }

  it('is told by an error, whichever allocation fails; the run frees its tensors, and the next one has the same result', async () => {
    const glip = await Glip.load(TINY, goldenWeights(TINY, readRules(GOLDENS), '', 'tiny'));
    const image = tf.randomUniform<tf.Rank.R3>([64, 96, 3], -1, 1, 'float32', 7);
    const tokens = { ids: Int32Array.of(101, 7, 102), mask: Int32Array.of(1, 1, 1) };
    const run = async () => {
      const [text, levels] = [glip.encodeText(tokens), [] as tf.Tensor3D[]];
      try {
        levels.push(...(await glip.encodeImage(image)));
        const predictions = await glip.ground(levels, text, tokens.mask);
        const alignment = predictions.alignment.dataSync();
        tf.dispose(Object.values(predictions));
        return alignment;
      } finally {
        tf.dispose([text, ...levels]);
      }
    };
    const expected = await run();
    const counted = failAt(Infinity);
    await run();
    const allocations = counted();
    expect(allocations).toBeGreaterThan(250);
    const before = tf.memory().numTensors;
    for (let number = 1; number <= allocations; number += 3) {
      failAt(number);
      await expect(run(), `allocation ${number}`).rejects.toMatchObject({ name: 'GlipError', code: 'out-of-memory' });
      expect(tf.memory().numTensors, `allocation ${number}`).toBe(before);
    }
    backend().wasm._malloc = allocate;
    expect(await run()).toEqual(expected);
    tf.dispose(image);
    glip.dispose();
  });
});
