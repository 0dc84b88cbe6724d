import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { KERNEL_CASES } from '../../../../tests/support/kernelCases';
import { installNodeKernels, useNodeBackend } from '../../../../tools/cli/nodeBackend';
import { hasFused } from '../kernels';
import { linear } from '../linear';
import { removeWasmKernels } from './install';
import { KERNELS } from './kernels';

const CASES = KERNEL_CASES.filter(({ kernel }) => kernel in KERNELS);

describe.each([1, 2])('the native kernels against the compositions that define them, %i threads', (threads) => {
  beforeAll(() => useNodeBackend('wasm', { threads }));

  it.each(CASES)('$kernel, $size', async ({ kernel, prepare }) => {
    const before = tf.memory().numTensors;
    const results: tf.Tensor[] = [];
    for (const fused of [false, true]) {
      if (fused) await installNodeKernels(threads);
      else removeWasmKernels();
      expect(hasFused(kernel)).toBe(fused);
      results.push(tf.tidy(() => prepare()()));
    }
    const [composed, native] = results as [tf.Tensor, tf.Tensor];
    expect(native.shape).toEqual(composed.shape);
    const [wanted, ours] = [composed.dataSync<'float32'>(), native.dataSync<'float32'>()];
    const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0);
    expect(worst).toBeLessThanOrEqual(1e-5);
    expect(wanted.some((value) => value !== 0)).toBe(true);
    tf.dispose(results);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves gradients to the compositions', async () => {
    await installNodeKernels(threads);
    const gradient = tf.tidy(
      () =>
        tf
          .grad((x) => linear(tf.reshape(x, [1, 1]), { weight: tf.ones([1, 1]) }, 'gelu'))(tf.tensor1d([0]))
          .dataSync()[0]!,
    );
    expect(gradient).toBeCloseTo(0.5);
  });

  it('GELU is closer to the exact one than float32 erf allows', async () => {
    await installNodeKernels(threads);
    const x = [-6, -3, -1, 0, 1e-3, 1, 5];
    const y = tf.tidy(() => linear(tf.tensor2d(x, [x.length, 1]), { weight: tf.ones([1, 1]) }, 'gelu').dataSync());
    // x·Φ(x) from 50 digits.
    const exact = [-5.919525873e-9, -4.0496939e-3, -0.158655254, 0, 5.00398942e-4, 0.841344746, 4.99999857];
    exact.forEach((value, i) => expect(Math.abs(y[i]! - value)).toBeLessThanOrEqual(4e-6 * Math.abs(value)));
  });
});
