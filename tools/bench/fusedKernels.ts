import * as tf from '@tensorflow/tfjs-core';
import { addLinear } from '../../src/model/ops/addLinear';
import { clampedLinear } from '../../src/model/ops/clampedLinear';
import { conv2d } from '../../src/model/ops/conv2d';
import { crossAttend } from '../../src/model/ops/crossAttend';
import { deformConv2d } from '../../src/model/ops/deformConv2d';
import { fuseBranches } from '../../src/model/ops/fuseBranches';
import { hasFused, type FusedKernel } from '../../src/model/ops/fused';
import { gelu } from '../../src/model/ops/gelu';
import { groupNorm } from '../../src/model/ops/groupNorm';
import { headMatMul } from '../../src/model/ops/headMatMul';
import { layerNorm } from '../../src/model/ops/layerNorm';
import { linear } from '../../src/model/ops/linear';
import { mappedDeformConv2d } from '../../src/model/ops/mappedDeformConv2d';
import { selfAttention } from '../../src/model/ops/selfAttention';
import { windowAttention } from '../../src/model/ops/windowAttention';
import { timeOf } from './clock';
import { median } from './statistics';

const some = <R extends tf.Rank>(...shape: number[]) =>
  tf.randomUniform(shape as tf.ShapeMap[R], -1, 1, 'float32', 1) as tf.Tensor<R>;

/** Every fused kernel at a size that it has in GLIP-T on a picture of 480 × 640. */
const CASES: readonly {
  readonly kernel: FusedKernel;
  readonly size: string;
  readonly make: () => { tensors: tf.Tensor[]; run: () => tf.Tensor };
}[] = [
  {
    kernel: 'WindowAttention',
    size: '120 × 160, 96 channels, 3 heads, shifted',
    make: () => {
      const [qkv, padding, bias] = [some<tf.Rank.R2>(120 * 160, 288), some<tf.Rank.R1>(288), some<tf.Rank.R2>(169, 3)];
      return {
        tensors: [qkv, padding, bias],
        run: () => windowAttention(qkv, padding, bias, { h: 120, w: 160, size: 7, shift: 3 }),
      };
    },
  },
  {
    kernel: 'DeformConv2d',
    size: '60 × 80, 256 channels',
    make: () => {
      const [x, offsets, mask] = [
        some<tf.Rank.R3>(60, 80, 256),
        some<tf.Rank.R3>(60, 80, 18),
        some<tf.Rank.R3>(60, 80, 9),
      ];
      const conv = { weight: some<tf.Rank.R4>(3, 3, 256, 256), bias: some<tf.Rank.R1>(256) };
      return {
        tensors: [x, offsets, mask, conv.weight, conv.bias],
        run: () => deformConv2d(x, offsets, mask, conv, 1),
      };
    },
  },
  {
    kernel: 'MappedDeformConv2d',
    size: '30 × 40, 256 channels',
    make: () => {
      const [x, map] = [some<tf.Rank.R3>(30, 40, 256), some<tf.Rank.R3>(30, 40, 27)];
      const conv = { weight: some<tf.Rank.R4>(3, 3, 256, 256), bias: some<tf.Rank.R1>(256) };
      return { tensors: [x, map, conv.weight, conv.bias], run: () => mappedDeformConv2d(x, map, [30, 40], conv, 1) };
    },
  },
  {
    kernel: 'Conv2d',
    size: '30 × 40, 256 channels to 27, 3 × 3',
    make: () => {
      const [x, conv] = [
        some<tf.Rank.R3>(30, 40, 256),
        { weight: some<tf.Rank.R4>(3, 3, 256, 27), bias: some<tf.Rank.R1>(27) },
      ];
      return { tensors: [x, conv.weight, conv.bias], run: () => conv2d(x, conv) };
    },
  },
  {
    kernel: 'CrossAttend',
    size: '6380 locations, 256 channels, 8 heads, 12 tokens',
    make: () => {
      const [v, gamma, mask] = [some<tf.Rank.R2>(6380, 256), some<tf.Rank.R1>(256), tf.zeros<tf.Rank.R3>([1, 1, 12])];
      const keys = { weight: some<tf.Rank.R2>(256, 96), bias: some<tf.Rank.R1>(96) };
      const values = { weight: some<tf.Rank.R2>(96, 256), bias: some<tf.Rank.R1>(256) };
      // Both sides are made of both directions: one of them stands for both.
      const run = () => crossAttend(v, { heads: 8, keys, values, gamma, mask }).pooled;
      return { tensors: [v, mask, gamma, keys.weight, keys.bias, values.weight, values.bias], run };
    },
  },
  {
    kernel: 'SelfAttention',
    size: '12 tokens, 12 heads of 64',
    make: () => {
      const [q, k, v] = [some<tf.Rank.R2>(12, 768), some<tf.Rank.R2>(12, 768), some<tf.Rank.R2>(12, 768)];
      const mask = tf.zeros<tf.Rank.R3>([1, 1, 12]);
      return { tensors: [q, k, v, mask], run: () => selfAttention({ q, k, v }, 12, mask) };
    },
  },
  {
    kernel: 'FuseBranches',
    size: '60 × 80, 256 channels, two branches',
    make: () => {
      const norm = { weight: some<tf.Rank.R1>(256), bias: some<tf.Rank.R1>(256) };
      const [same, coarser] = [some<tf.Rank.R3>(60, 80, 256), some<tf.Rank.R3>(30, 40, 256)];
      const attention = { weight: some<tf.Rank.R4>(1, 1, 256, 1), bias: some<tf.Rank.R1>(1) };
      const squeeze = { weight: some<tf.Rank.R2>(256, 64), bias: some<tf.Rank.R1>(64) };
      const expand = { weight: some<tf.Rank.R2>(64, 1024), bias: some<tf.Rank.R1>(1024) };
      const fusion = { groups: 16, attention, relu: { squeeze, expand } };
      const run = () =>
        fuseBranches(
          [
            { y: same, norm },
            { y: coarser, norm },
          ],
          fusion,
          [60, 80],
        );
      return {
        tensors: [same, coarser, ...[norm, attention, squeeze, expand].flatMap(({ weight, bias }) => [weight, bias])],
        run,
      };
    },
  },
  {
    kernel: 'AddLinear',
    size: '4800 × 192 × 192',
    make: () => {
      const [y, x] = [some<tf.Rank.R2>(4800, 192), some<tf.Rank.R2>(4800, 192)];
      const p = { weight: some<tf.Rank.R2>(192, 192), bias: some<tf.Rank.R1>(192) };
      return { tensors: [y, x, p.weight, p.bias], run: () => addLinear(y, x, p) };
    },
  },
  {
    kernel: 'ClampedLinear',
    size: '12 × 768 × 3072',
    make: () => {
      const [x, p] = [some<tf.Rank.R2>(12, 768), { weight: some<tf.Rank.R2>(768, 3072), bias: some<tf.Rank.R1>(3072) }];
      return { tensors: [x, p.weight, p.bias], run: () => clampedLinear(x, p, 50000) };
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
      const run = () =>
        headMatMul(8, { matrix: weight, ...held }, { matrix: keys, ...held }, { out: 'columns', transposeB: true });
      return { tensors: [weight, keys], run };
    },
  },
];

/** Of the kernels that are measured. */
export const KERNEL_NAMES: readonly string[] = CASES.map(({ kernel }) => kernel);

export interface FusedTiming {
  readonly kernel: string;
  readonly size: string;
  readonly composed: number;
  readonly fused: number;
}

export interface KernelPlan {
  /** How often each is repeated for its median. */
  readonly rounds: number;
  /** All there are, if not said otherwise. */
  readonly only?: readonly string[];
}

/**
 * Milliseconds of the fused kernels that the current backend has, and of the compositions that they stand in for.
 * @param ofTfjs runs work with every operation left to tfjs
 */
export async function timeFusedKernels(
  { rounds, only }: KernelPlan,
  ofTfjs: <T>(work: () => Promise<T>) => Promise<T>,
  onProgress: (line: string) => void,
): Promise<FusedTiming[]> {
  const cases = CASES.filter(({ kernel }) => hasFused(kernel) && (only?.includes(kernel) ?? true));
  const timeAll = async (how: string) => {
    const times: number[] = [];
    for (const { kernel, size, make } of cases) {
      const { tensors, run } = make();
      const time = await medianTime(run, rounds);
      tf.dispose(tensors);
      times.push(time);
      onProgress(`${kernel}, ${size}, ${how}: ${time.toFixed(1)} ms`);
    }
    return times;
  };
  const fused = await timeAll('fused');
  const composed = await ofTfjs(() => timeAll('composed'));
  return cases.map(({ kernel, size }, i) => ({ kernel, size, fused: fused[i]!, composed: composed[i]! }));
}

async function medianTime(run: () => tf.Tensor, rounds: number): Promise<number> {
  await timeOf(run); // uploaded, compiled
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timeOf(run));
  return median(times);
}
