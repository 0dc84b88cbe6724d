import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { installNodeKernels, useNodeBackend } from '../../../../tools/nodeBackend';
import { deformConv2d } from '../deformConv2d';
import { hasFused, type FusedKernel } from '../fused';
import { gelu } from '../gelu';
import { groupNorm } from '../groupNorm';
import { headMatMul } from '../headMatMul';
import { layerNorm } from '../layerNorm';
import { linear } from '../linear';
import { windowAttention } from '../windowAttention';
import { removeWasmKernels } from './install';

/** The same numbers for the same shape and seed, evenly spread in [-scale, scale). */
function values<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, scale = 1): tf.Tensor<R> {
  return tf.randomUniform<R>(shape, -scale, scale, 'float32', seed);
}

const norm = (n: number) => ({ weight: values<tf.Rank.R1>([n], 91), bias: values<tf.Rank.R1>([n], 92) });

const LAYER_NORMS = [[1, 1], [3, 2], [5, 7], [2, 33], [7, 96]] as const;
const GROUP_NORMS = [[1, 1, 16, 16], [3, 5, 32, 16], [9, 15, 24, 4]] as const;
/** Rows, depth, columns: tails of a tile, of a block of depth (256) and of rows (96), and more columns than are packed at once. */
const PRODUCTS = [[1, 1, 1], [6, 4, 8], [7, 3, 5], [13, 257, 30], [97, 96, 33], [200, 600, 20], [2, 40_000, 50]] as const;
const HEADS = [
  { a: 'columns', b: 'columns', out: 'columns', transposeB: true },
  { a: 'columns', b: 'rows', out: 'rows', transposeB: false },
  { a: 'rows', b: 'columns', out: 'columns', transposeB: false },
  { a: 'columns', b: 'columns', out: 'columns', transposeB: false },
] as const;
/** h, w, size, shift: whole windows, padded ones, a map smaller than a window, a single location, GLIP-L's windows, enough for threads. */
const WINDOWS = [[14, 7, 7, 0], [14, 21, 7, 3], [9, 12, 7, 3], [9, 12, 7, 0], [3, 4, 7, 3], [1, 1, 7, 3], [13, 25, 12, 6], [5, 3, 2, 1], [31, 40, 7, 3]] as const;
/** h, w, channels, out h, out w, outputs, stride, reach of the offsets; the last is enough for threads. */
const SAMPLINGS = [[5, 7, 8, 5, 7, 6, 1, 0.5], [6, 9, 5, 3, 5, 9, 2, 3], [1, 1, 4, 1, 1, 3, 1, 2], [9, 11, 12, 9, 11, 16, 1, 40], [2, 3, 3, 1, 2, 7, 2, 1], [20, 31, 24, 20, 31, 16, 1, 2]] as const;

const CASES: readonly (readonly [FusedKernel, string, () => tf.Tensor])[] = [
  ...LAYER_NORMS.map(([n, c]) => ['LayerNorm', `${n} × ${c}`, () => layerNorm(values([n, c], 1), norm(c), 1e-5)] as const),
  ...GROUP_NORMS.map(([h, w, c, groups]) => ['GroupNorm', `${h} × ${w} × ${c}`, () => groupNorm(values([h, w, c], 2, 3), norm(c), groups, 1e-5)] as const),
  ...[1, 6, 4001].map((n) => ['Gelu', `${n}`, () => gelu(values([n], 3, 7))] as const),
  ...PRODUCTS.flatMap(([m, k, n]) =>
    [undefined, 'gelu' as const].map((activation) => {
      const run = () => linear(values([m, k], 4), { weight: values([k, n], 5, k ** -0.5), bias: values([n], 6) }, activation);
      return ['Linear', `${m} × ${k} × ${n} ${activation ?? ''}`, run] as const;
    }),
  ),
  ['Linear', 'without a bias', () => linear(values([5, 9], 4), { weight: values([9, 10], 5) })],
  ...HEADS.map((held) => {
    const size = (heads: 'columns' | 'rows', rows: number, columns: number): [number, number] => (heads === 'rows' ? [3 * rows, columns] : [rows, 3 * columns]);
    const [n, k, m] = [11, 5, 9];
    const b = held.transposeB ? size(held.b, m, k) : size(held.b, k, m);
    const run = () =>
      headMatMul(3, { matrix: values(size(held.a, n, k), 7), heads: held.a }, { matrix: values(b, 8), heads: held.b }, held);
    return ['HeadMatMul', JSON.stringify(held), run] as const;
  }),
  ...WINDOWS.map(([h, w, size, shift]) => {
    const [heads, channels] = [3, 24];
    const run = () =>
      windowAttention(values([h * w, 3 * channels], 9, 2), values([3 * channels], 10), values([(2 * size - 1) ** 2, heads], 11), { h, w, size, shift });
    return ['WindowAttention', `${h} × ${w} in ${size}, shift ${shift}`, run] as const;
  }),
  ...SAMPLINGS.map(([h, w, c, outH, outW, n, stride, reach]) => {
    const run = () => {
      const weight = values<tf.Rank.R4>([3, 3, c, n], 13, 0.3);
      const mask = tf.abs(values<tf.Rank.R3>([outH, outW, 9], 14));
      return deformConv2d(values([h, w, c], 12), values([outH, outW, 18], 15, reach), mask, { weight, bias: values([n], 16) }, stride);
    };
    return ['DeformConv2d', `${h} × ${w} × ${c} to ${outH} × ${outW} × ${n}, stride ${stride}`, run] as const;
  }),
];

describe.each([1, 2])('the native kernels against the compositions that define them, %i threads', (threads) => {
  beforeAll(() => useNodeBackend('wasm', { threads }));

  it.each(CASES)('%s, %s', async (kernel, _size, run) => {
    const before = tf.memory().numTensors;
    const results: tf.Tensor[] = [];
    for (const fused of [false, true]) {
      if (fused) await installNodeKernels(threads);
      else removeWasmKernels();
      expect(hasFused(kernel)).toBe(fused);
      results.push(tf.tidy(run));
    }
    const [composed, native] = results as [tf.Tensor, tf.Tensor];
    expect(native.shape).toEqual(composed.shape);
    const [wanted, ours] = [composed.dataSync(), native.dataSync()];
    const worst = Math.max(...Array.from(wanted, (value, i) => Math.abs(value - ours[i]!)));
    expect(worst).toBeLessThanOrEqual(1e-5);
    expect(wanted.some((value) => value !== 0)).toBe(true);
    tf.dispose(results);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves gradients to the compositions', async () => {
    await installNodeKernels(threads);
    const gradient = tf.tidy(() => tf.grad((x) => gelu(x))(tf.tensor1d([0])).dataSync()[0]!);
    expect(gradient).toBeCloseTo(0.5);
  });

  it('GELU is closer to the exact one than float32 erf allows', async () => {
    await installNodeKernels(threads);
    const y = tf.tidy(() => gelu(tf.tensor1d([-6, -3, -1, 0, 1e-3, 1, 5])).dataSync());
    // x·Φ(x) from 50 digits.
    const exact = [-5.919525873e-9, -4.0496939e-3, -0.158655254, 0, 5.00398942e-4, 0.841344746, 4.99999857];
    exact.forEach((value, i) => expect(Math.abs(y[i]! - value)).toBeLessThanOrEqual(4e-6 * Math.abs(value)));
  });
});
