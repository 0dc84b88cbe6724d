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
import { floatsOf, packHalves } from '../../src/model/ops/halves';
import { headMatMul } from '../../src/model/ops/headMatMul';
import { layerNorm } from '../../src/model/ops/layerNorm';
import { linear } from '../../src/model/ops/linear';
import { mappedDeformConv2d } from '../../src/model/ops/mappedDeformConv2d';
import { resizePicture } from '../../src/model/ops/resizePicture';
import { selfAttention } from '../../src/model/ops/selfAttention';
import { splitRows } from '../../src/model/ops/splitRows';
import { tableRows } from '../../src/model/ops/tableRows';
import { windowAttention } from '../../src/model/ops/windowAttention';
import type { Pixels } from '../../src/model/types';

/** The same numbers for the same shape and seed, evenly spread in [-scale, scale). */
function values<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, scale = 1): tf.Tensor<R> {
  return tf.randomUniform<R>(shape, -scale, scale, 'float32', seed);
}

/** Weights below 1 that are halves: packed where a backend takes them so, which is not where it has to make do with compositions. */
function halves<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  const rounded = tf.div<tf.Tensor<R>>(tf.round(tf.mul(values<R>(shape, seed), 2048)), 2048);
  return hasFused('PackHalves') ? packHalves(rounded) : rounded;
}

const norm = (n: number) => ({ weight: values<tf.Rank.R1>([n], 91), bias: values<tf.Rank.R1>([n], 92) });

const LAYER_NORMS = [
  [1, 1],
  [3, 2],
  [5, 7],
  [2, 33],
  [7, 96],
] as const;
const GROUP_NORMS = [
  [1, 1, 16, 16],
  [3, 5, 32, 16],
  [9, 15, 24, 4],
] as const;
/** Rows, depth, columns: tails of a tile, of a block of depth (128) and of rows (96), and more columns than are summed at once where rows are few. */
const PRODUCTS = [
  [1, 1, 1],
  [6, 4, 8],
  [7, 3, 5],
  [13, 257, 30],
  [97, 96, 33],
  [200, 600, 20],
  [2, 40_000, 50],
  [12, 300, 333],
  [3, 131, 1803],
  [96, 150, 205],
] as const;
const HEADS = [
  { a: 'columns', b: 'columns', out: 'columns', transposeB: true },
  { a: 'columns', b: 'rows', out: 'rows', transposeB: false },
  { a: 'rows', b: 'columns', out: 'columns', transposeB: false },
  { a: 'columns', b: 'columns', out: 'columns', transposeB: false },
] as const;
/** h, w, size, shift: whole windows, padded ones, a map smaller than a window, a single location, GLIP-L's windows, enough for threads. */
const WINDOWS = [
  [14, 7, 7, 0],
  [14, 21, 7, 3],
  [9, 12, 7, 3],
  [9, 12, 7, 0],
  [3, 4, 7, 3],
  [1, 1, 7, 3],
  [13, 25, 12, 6],
  [5, 3, 2, 1],
  [31, 40, 7, 3],
] as const;
/** h, w, channels, out h, out w, outputs, stride, reach of the offsets; the last is enough for threads. */
const SAMPLINGS = [
  [5, 7, 8, 5, 7, 6, 1, 0.5],
  [6, 9, 5, 3, 5, 9, 2, 3],
  [1, 1, 4, 1, 1, 3, 1, 2],
  [9, 11, 12, 9, 11, 16, 1, 40],
  [2, 3, 3, 1, 2, 7, 2, 1],
  [20, 31, 24, 20, 31, 16, 1, 2],
] as const;

/** A map of offsets and masks, and what is made of it. */
interface Mapping {
  readonly input: readonly [h: number, w: number, channels: number];
  readonly map: readonly [h: number, w: number];
  readonly output: readonly [h: number, w: number, channels: number];
  readonly stride: number;
}

/** The third map is larger than the output, and reread; the fourth output has several tiles. */
const MAPPINGS: readonly Mapping[] = [
  { input: [5, 7, 8], map: [5, 7], output: [5, 7, 6], stride: 1 },
  { input: [6, 9, 5], map: [3, 5], output: [3, 5, 9], stride: 2 },
  { input: [3, 4, 24], map: [6, 7], output: [3, 4, 20], stride: 1 },
  { input: [9, 11, 12], map: [9, 11], output: [9, 11, 132], stride: 1 },
  { input: [1, 1, 4], map: [1, 1], output: [1, 1, 3], stride: 1 },
  { input: [20, 31, 24], map: [20, 31], output: [20, 31, 16], stride: 1 }, // enough for threads
];

/** Locations, channels, heads, tokens: one chunk, several with a rest, sizes that vec4 does not fit. */
const ATTENDED = [
  [5, 8, 2, 6],
  [700, 12, 2, 5],
  [261, 6, 3, 3],
] as const;

/** Channels, groups, and the sizes of the branches, of which the first has the level's: the last is upsampled, from a single location too. */
const BRANCHES: readonly {
  readonly channels: number;
  readonly groups: number;
  readonly sizes: readonly (readonly [number, number])[];
}[] = [
  {
    channels: 32,
    groups: 16,
    sizes: [
      [7, 10],
      [7, 10],
      [4, 5],
    ],
  },
  {
    channels: 24,
    groups: 4,
    sizes: [
      [7, 10],
      [1, 1],
    ],
  },
  {
    channels: 6,
    groups: 3,
    sizes: [
      [7, 10],
      [7, 10],
    ],
  },
  {
    channels: 96,
    groups: 16,
    sizes: [
      [41, 50],
      [41, 50],
      [21, 25],
    ],
  }, // enough for threads
];

/** Widths and heights of pictures and what they are resized to: as they are, up, down by little and by much, a line either way, a pixel. */
const RESIZES = [
  [13, 7, 13, 7],
  [5, 3, 37, 23],
  [41, 29, 33, 23],
  [301, 257, 7, 6],
  [1, 900, 1, 40],
  [2000, 1, 90, 1],
  [1, 1, 5, 9],
  [640, 3, 640, 3],
] as const;
const NORMALISATIONS = [
  { channelOrder: 'bgr', mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] },
  { channelOrder: 'rgb', mean: [0, 1, 127.5], std: [1, 255, 127.5] },
] as const;

/** Opaque and transparent pixels of all colours. */
function pixels(width: number, height: number): Pixels {
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 && i % 3 ? 255 : (i * 2_654_435_761) >>> 13,
  );
  return { data, width, height };
}

/** Every fused kernel at sizes that do not fit its tiles, as the operation that it stands in for: kernel, size, run. */
export const KERNEL_CASES: readonly (readonly [FusedKernel, string, () => tf.Tensor])[] = [
  ...LAYER_NORMS.map(
    ([n, c]) => ['LayerNorm', `${n} × ${c}`, () => layerNorm(values([n, c], 1), norm(c), 1e-5)] as const,
  ),
  ...GROUP_NORMS.map(
    ([h, w, c, groups]) =>
      ['GroupNorm', `${h} × ${w} × ${c}`, () => groupNorm(values([h, w, c], 2, 3), norm(c), groups, 1e-5)] as const,
  ),
  ...[1, 6, 4001, 65_536 * 64 + 5].map((n) => ['Gelu', `${n}`, () => gelu(values([n], 3, 7))] as const),
  ...PRODUCTS.flatMap(([m, k, n]) =>
    [undefined, 'gelu' as const].map((activation) => {
      const run = () =>
        linear(values([m, k], 4), { weight: values([k, n], 5, k ** -0.5), bias: values([n], 6) }, activation);
      return ['Linear', `${m} × ${k} × ${n} ${activation ?? ''}`, run] as const;
    }),
  ),
  ...(
    [
      [9, 13, 8, 40, 3, 1],
      [9, 14, 5, 27, 3, 2],
      [4, 5, 12, 4, 1, 1],
      [30, 41, 9, 27, 3, 1],
    ] as const
  ).map(([h, w, c, n, kernel, stride]) => {
    const conv = () => ({
      weight: values<tf.Rank.R4>([kernel, kernel, c, n], 37, 0.3),
      bias: values<tf.Rank.R1>([n], 38),
    });
    return [
      'Conv2d',
      `${h} × ${w} × ${c} to ${n}, kernel ${kernel}, stride ${stride}`,
      () => conv2d(values([h, w, c], 39), conv(), stride),
    ] as const;
  }),
  ...(
    [
      [5, 9, 10],
      [70, 8, 20],
    ] as const
  ).map(([m, k, n]) => {
    const run = () =>
      addLinear(values([m, n], 36), values([m, k], 4), { weight: values([k, n], 5), bias: values([n], 6) });
    return ['AddLinear', `${m} × ${k} × ${n}`, run] as const;
  }),
  ...(
    [
      [5, 9, 10],
      [70, 8, 20],
    ] as const
  ).flatMap(([m, k, n]) => {
    const p = () => ({ weight: values<tf.Rank.R2>([k, n], 5), bias: values<tf.Rank.R1>([n], 6) });
    return [
      [
        'AddLinear',
        `${m} × ${k} × ${n}, scaled, clamped`,
        () => addLinear(values([m, n], 36), values([m, k], 4), p(), { scale: values([n], 41), limit: 0.5 }),
      ] as const,
      ['ClampedLinear', `${m} × ${k} × ${n}`, () => clampedLinear(values([m, k], 4), p(), 0.5)] as const,
    ];
  }),
  ...(
    [
      [7, 3, 8],
      [70, 33, 20],
    ] as const
  ).flatMap(([m, k, n]) => {
    const p = () => ({ weight: halves<tf.Rank.R2>([k, n], 5), bias: values<tf.Rank.R1>([n], 6) });
    return [
      ['Linear', `${m} × ${k} × ${n}, of halves`, () => linear(values([m, k], 4), p())] as const,
      [
        'AddLinear',
        `${m} × ${k} × ${n}, of halves`,
        () => addLinear(values([m, n], 36), values([m, k], 4), p()),
      ] as const,
      ['ClampedLinear', `${m} × ${k} × ${n}, of halves`, () => clampedLinear(values([m, k], 4), p(), 0.5)] as const,
    ];
  }),
  [
    'Conv2d',
    'of halves',
    () => conv2d(values([9, 13, 5], 39), { weight: halves([3, 3, 5, 40], 37), bias: values([40], 38) }, 2),
  ],
  [
    'MappedDeformConv2d',
    'of halves',
    () =>
      mappedDeformConv2d(
        values([5, 7, 6], 12),
        values([5, 7, 27], 17, 2),
        [5, 7],
        { weight: halves([3, 3, 6, 12], 13), bias: values([12], 16) },
        1,
      ),
  ],
  ...(['a', 'b'] as const).map((packed) => {
    const matrix = (name: 'a' | 'b', seed: number) =>
      packed === name ? halves<tf.Rank.R2>([9, 24], seed) : values<tf.Rank.R2>([9, 24], seed);
    const run = () =>
      headMatMul(
        3,
        { matrix: matrix('a', 7), heads: 'columns' },
        { matrix: matrix('b', 8), heads: 'columns' },
        { out: 'columns', transposeB: true },
      );
    return ['HeadMatMul', `${packed} of halves`, run] as const;
  }),
  ['UnpackHalves', '5 × 12', () => floatsOf(halves([5, 12], 42))],
  ['UnpackRows', '4 of 5 × 12', () => tableRows(halves([5, 12], 44), tf.tensor1d([3, 0, 4, 3], 'int32'))],
  ['PackHalves', '3 × 3 × 7 × 20', () => floatsOf(halves([3, 3, 7, 20], 43))],
  ['SplitRows', '7 × 3 × 2 in 2, 4, 1', () => tf.concat(splitRows(values([7, 3, 2], 45), [2, 4, 1]).reverse(), 0)],
  ['Linear', 'without a bias', () => linear(values([5, 9], 4), { weight: values([9, 10], 5) })],
  ...HEADS.map((held) => {
    const size = (heads: 'columns' | 'rows', rows: number, columns: number): [number, number] =>
      heads === 'rows' ? [3 * rows, columns] : [rows, 3 * columns];
    const [n, k, m] = [11, 5, 9];
    const b = held.transposeB ? size(held.b, m, k) : size(held.b, k, m);
    const run = () =>
      headMatMul(
        3,
        { matrix: values(size(held.a, n, k), 7), heads: held.a },
        { matrix: values(b, 8), heads: held.b },
        held,
      );
    return ['HeadMatMul', JSON.stringify(held), run] as const;
  }),
  ...WINDOWS.map(([h, w, size, shift]) => {
    const [heads, channels] = [3, 24];
    const run = () =>
      windowAttention(
        values([h * w, 3 * channels], 9, 2),
        values([3 * channels], 10),
        values([(2 * size - 1) ** 2, heads], 11),
        { h, w, size, shift },
      );
    return ['WindowAttention', `${h} × ${w} in ${size}, shift ${shift}`, run] as const;
  }),
  ...SAMPLINGS.map(([h, w, c, outH, outW, n, stride, reach]) => {
    const run = () => {
      const weight = values<tf.Rank.R4>([3, 3, c, n], 13, 0.3);
      const mask = tf.abs(values<tf.Rank.R3>([outH, outW, 9], 14));
      return deformConv2d(
        values([h, w, c], 12),
        values([outH, outW, 18], 15, reach),
        mask,
        { weight, bias: values([n], 16) },
        stride,
      );
    };
    return ['DeformConv2d', `${h} × ${w} × ${c} to ${outH} × ${outW} × ${n}, stride ${stride}`, run] as const;
  }),
  ...MAPPINGS.map(({ input, map, output: [outH, outW, n], stride }) => {
    const run = () => {
      const conv = { weight: values<tf.Rank.R4>([3, 3, input[2], n], 13, 0.3), bias: values<tf.Rank.R1>([n], 16) };
      return mappedDeformConv2d(values([...input], 12), values([...map, 27], 17, 2), [outH, outW], conv, stride);
    };
    return [
      'MappedDeformConv2d',
      `${input.join(' × ')} by ${map.join(' × ')} to ${outH} × ${outW} × ${n}, stride ${stride}`,
      run,
    ] as const;
  }),
  ...ATTENDED.flatMap(([locations, channels, heads, tokens]) =>
    (['visual', 'pooled'] as const).map((side) => {
      const run = () => {
        const columns = heads * tokens;
        const keys = {
          weight: values<tf.Rank.R2>([channels, columns], 18, 3),
          bias: values<tf.Rank.R1>([columns], 19),
        };
        const given = { weight: values<tf.Rank.R2>([columns, channels], 20), bias: values<tf.Rank.R1>([channels], 21) };
        // The last token is padding.
        const mask = tf.tensor3d(
          Array.from({ length: tokens }, (_, i) => (i === tokens - 1 ? -1e9 : 0)),
          [1, 1, tokens],
        );
        return crossAttend(values([locations, channels], 22), {
          heads,
          keys,
          values: given,
          gamma: values([channels], 40),
          mask,
        })[side];
      };
      return ['CrossAttend', `${locations} × ${channels}, ${heads} heads, ${tokens} tokens: ${side}`, run] as const;
    }),
  ),
  ...BRANCHES.map(({ channels, groups, sizes }) => {
    const run = () => {
      const branches = sizes.map(([h, w], i) => ({
        y: values<tf.Rank.R3>([h, w, channels], 23 + i, 2),
        norm: norm(channels),
      }));
      const attention = { weight: values<tf.Rank.R4>([1, 1, channels, 1], 26), bias: values<tf.Rank.R1>([1], 27) };
      const layer = (from: number, to: number, seed: number) => ({
        weight: values<tf.Rank.R2>([from, to], seed),
        bias: values<tf.Rank.R1>([to], seed + 1, 2),
      });
      const relu = { squeeze: layer(channels, 5, 29), expand: layer(5, 4 * channels, 31) };
      return fuseBranches(branches, { groups, attention, relu }, sizes[0]!);
    };
    return ['FuseBranches', `${channels} channels, ${sizes.map((size) => size.join(' × ')).join(', ')}`, run] as const;
  }),
  ...(
    [
      [5, 2, 8],
      [19, 3, 10],
      [1, 1, 4],
    ] as const
  ).flatMap(([tokens, heads, depth]) =>
    [undefined, 0.5].map((limit) => {
      const run = () => {
        const [q, k, v] = [33, 34, 35].map((seed) => values<tf.Rank.R2>([tokens, heads * depth], seed, 2)) as [
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
        ];
        const mask = tf.tensor3d(
          Array.from({ length: tokens }, (_, i) => (i > tokens - 3 && i > 0 ? -1e4 : 0)),
          [1, 1, tokens],
        );
        return selfAttention({ q, k, v }, heads, mask, limit);
      };
      return ['SelfAttention', `${tokens} tokens, ${heads} heads of ${depth}${limit ? ', clamped' : ''}`, run] as const;
    }),
  ),
  ...RESIZES.flatMap(([width, height, toWidth, toHeight]) =>
    NORMALISATIONS.map((normalisation) => {
      const target = {
        size: { width: toWidth, height: toHeight },
        padded: { width: toWidth + 3, height: toHeight + 2 },
        normalisation,
      };
      return [
        'ResizePicture',
        `${width} × ${height} to ${toWidth} × ${toHeight}, ${normalisation.channelOrder}`,
        () => resizePicture(pixels(width, height), target),
      ] as const;
    }),
  ),
];
