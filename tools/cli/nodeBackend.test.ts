import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { linear } from '../../src/model/ops/linear';
import { useNodeBackend } from './nodeBackend';

/** A product large enough to be shared among threads. */
async function product(): Promise<Float32Array> {
  const result = tf.tidy(() => {
    const a = tf.reshape<tf.Rank.R2>(tf.sin(tf.range(0, 300 * 200)), [300, 200]);
    return linear(a, { weight: tf.transpose(a) });
  });
  const values = await result.data<'float32'>();
  result.dispose();
  return values;
}

it('runs as many threads as it is asked for, with the results of the cpu backend', async () => {
  expect(await useNodeBackend('cpu')).toBe('plain JavaScript');
  const expected = await product();
  for (const threads of [1, 2, 3]) {
    expect(await useNodeBackend('wasm', { threads })).toBe(`SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
    const actual = await product();
    expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))).toBeLessThan(1e-4);
  }
});

it('starts no threads but those of our kernels', async () => {
  const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  await useNodeBackend('wasm', { threads: 1 });
  const before = ports();
  await useNodeBackend('wasm', { threads: 3 });
  // Each of the kernels' two threads has a port or two; TensorFlow.js would have started eight more.
  expect(ports() - before).toBeLessThanOrEqual(4);
  expect(Object.hasOwn(globalThis, 'Worker')).toBe(false);
});

it('takes one per core when it is not told, and leaves no tensors behind', async () => {
  const { numTensors } = tf.memory();
  expect(await useNodeBackend('wasm')).toMatch(/^SIMD, \d threads?$/);
  expect(tf.memory().numTensors).toBe(numTensors);
});
