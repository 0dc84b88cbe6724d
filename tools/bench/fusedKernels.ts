import * as tf from '@tensorflow/tfjs-core';
import { deformConv2d } from '../../src/model/ops/deformConv2d';
import { hasFused, type FusedKernel } from '../../src/model/ops/fused';
import { gelu } from '../../src/model/ops/gelu';
import { groupNorm } from '../../src/model/ops/groupNorm';
import { headMatMul } from '../../src/model/ops/headMatMul';
import { layerNorm } from '../../src/model/ops/layerNorm';
import { linear } from '../../src/model/ops/linear';
import { windowAttention } from '../../src/model/ops/windowAttention';
import { timeOf } from './clock';
import { withoutFused } from './fusedSwitch';
import { median } from './statistics';

const some = <R extends tf.Rank>(...shape: number[]) => tf.randomUniform(shape as tf.ShapeMap[R], -1, 1, 'float32', 1) as tf.Tensor<R>;

/** Every fused kernel at a size that it has in GLIP-T on a picture of 480 × 640. */
const CASES: readonly { readonly kernel: FusedKernel; readonly size: string; readonly make: () => { tensors: tf.Tensor[]; run: () => tf.Tensor } }[] = [
  {
    kernel: 'WindowAttention',
    size: '120 × 160, 96 channels, 3 heads, shifted',
    make: () => {
      const [qkv, padding, bias] = [some<tf.Rank.R2>(120 * 160, 288), some<tf.Rank.R1>(288), some<tf.Rank.R2>(169, 3)];
      return { tensors: [qkv, padding, bias], run: () => windowAttention(qkv, padding, bias, { h: 120, w: 160, size: 7, shift: 3 }) };
    },
  },
  {
    kernel: 'DeformConv2d',
    size: '60 × 80, 256 channels',
    make: () => {
      const [x, offsets, mask] = [some<tf.Rank.R3>(60, 80, 256), some<tf.Rank.R3>(60, 80, 18), some<tf.Rank.R3>(60, 80, 9)];
      const conv = { weight: some<tf.Rank.R4>(3, 3, 256, 256), bias: some<tf.Rank.R1>(256) };
      return { tensors: [x, offsets, mask, conv.weight, conv.bias], run: () => deformConv2d(x, offsets, mask, conv, 1) };
    },
  },
  {
    kernel: 'LayerNorm',
    size: '19200 × 96',
    make: () => {
      const [x, norm] = [some<tf.Rank.R2>(19200, 96), { weight: some<tf.Rank.R1>(96), bias: some<tf.Rank.R1>(96) }];
      return { tensors: [x, norm.weight, norm.bias], run: () => layerNorm(x, norm, 1e-5) };
    },
  },
  {
    kernel: 'GroupNorm',
    size: '60 × 80, 256 channels, 16 groups',
    make: () => {
      const [x, norm] = [some<tf.Rank.R3>(60, 80, 256), { weight: some<tf.Rank.R1>(256), bias: some<tf.Rank.R1>(256) }];
      return { tensors: [x, norm.weight, norm.bias], run: () => groupNorm(x, norm, 16, 1e-5) };
    },
  },
  {
    kernel: 'Gelu',
    size: '4800 × 768',
    make: () => {
      const x = some(4800, 768);
      return { tensors: [x], run: () => gelu(x) };
    },
  },
  {
    kernel: 'Linear',
    size: '4800 × 192 × 768 with GELU',
    make: () => {
      const [x, p] = [some<tf.Rank.R2>(4800, 192), { weight: some<tf.Rank.R2>(192, 768), bias: some<tf.Rank.R1>(768) }];
      return { tensors: [x, p.weight, p.bias], run: () => linear(x, p, 'gelu') };
    },
  },
  {
    kernel: 'HeadMatMul',
    size: '8 heads, 256 × 256 × 32 tokens (Wq·Kᵀ of X-MHA)',
    make: () => {
      const [weight, keys] = [some<tf.Rank.R2>(256, 2048), some<tf.Rank.R2>(32, 2048)];
      const held = { heads: 'columns' } as const;
      const run = () => headMatMul(8, { matrix: weight, ...held }, { matrix: keys, ...held }, { out: 'columns', transposeB: true });
      return { tensors: [weight, keys], run };
    },
  },
];

export interface FusedTiming {
  readonly kernel: string;
  readonly size: string;
  readonly composed: number;
  readonly fused: number;
}

const ROUNDS = 5;

/** Milliseconds of every fused kernel that the current backend has, and of the composition that it stands in for. */
export async function timeFusedKernels(): Promise<FusedTiming[]> {
  const timings: FusedTiming[] = [];
  for (const { kernel, size, make } of CASES.filter(({ kernel }) => hasFused(kernel))) {
    const { tensors, run } = make();
    const fused = await medianTime(run);
    const composed = await withoutFused(() => medianTime(run));
    tf.dispose(tensors);
    timings.push({ kernel, size, composed, fused });
  }
  return timings;
}

async function medianTime(run: () => tf.Tensor): Promise<number> {
  await timeOf(run); // uploaded, compiled
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timeOf(run));
  return median(times);
}
