import * as tf from '@tensorflow/tfjs-core';
import { crossAttend, headMatMul, selfAttention, type HeadLayouts, type Heads } from '../../src/model/ops/attention';
import { conv2d } from '../../src/model/ops/conv2d';
import { deformConv2d, mappedDeformConv2d } from '../../src/model/ops/deformConv2d';
import { fuseBranches } from '../../src/model/ops/fuseBranches';
import type { FusedKernel } from '../../src/model/ops/kernels';
import { addLinear, clampedLinear, linear } from '../../src/model/ops/linear';
import { groupNorm, layerNorm } from '../../src/model/ops/norms';
import { resizePicture, type PictureTarget } from '../../src/model/ops/resizePicture';
import { splitRows, tableRows } from '../../src/model/ops/rows';
import { takesFloat16, toFloat16, toFloat32, type Weight } from '../../src/model/ops/weights';
import { windowAttention } from '../../src/model/ops/windowAttention';
import type { Pixels } from '../../src/model/types';

/** An operation that has a fused kernel, at one size. */
export interface KernelCase {
  readonly kernel: FusedKernel;
  readonly size: string;
  /** Makes the inputs, which the tidy or scope around it frees, and returns the operation on them. */
  readonly prepare: Prepare;
}

type Prepare = () => () => tf.Tensor;

/** The same numbers for the same shape and seed, evenly spread in [-scale, scale). */
function values<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, scale = 1): tf.Tensor<R> {
  return tf.randomUniform<R>(shape, -scale, scale, 'float32', seed);
}

/** Weights below 1 that float16 can express, in float16 where the backend takes it, which it does not for compositions. */
function float16<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): Weight<R> {
  const rounded = tf.div<tf.Tensor<R>>(tf.round(tf.mul(values<R>(shape, seed), 2048)), 2048);
  return takesFloat16(rounded.shape) ? toFloat16(rounded) : rounded;
}

type MakeWeight = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, scale?: number) => Weight<R>;

const norm = (n: number) => ({ weight: values<tf.Rank.R1>([n], 91), bias: values<tf.Rank.R1>([n], 92) });

const layerNormOf =
  (n: number, channels: number): Prepare =>
  () => {
    const [x, p] = [values<tf.Rank.R2>([n, channels], 1), norm(channels)];
    return () => layerNorm(x, p, 1e-5);
  };

const groupNormOf =
  (h: number, w: number, channels: number, groups: number): Prepare =>
  () => {
    const [x, p] = [values<tf.Rank.R3>([h, w, channels], 2, 3), norm(channels)];
    return () => groupNorm(x, p, groups, 1e-5);
  };

const projection = (k: number, n: number, make: MakeWeight = values, scale = 1) => ({
  weight: make<tf.Rank.R2>([k, n], 5, scale),
  bias: values<tf.Rank.R1>([n], 6),
});

interface ProductOptions {
  readonly make?: MakeWeight;
  readonly activation?: 'none' | 'gelu';
}

const linearOf =
  (m: number, k: number, n: number, { make, activation }: ProductOptions = {}): Prepare =>
  () => {
    const [x, p] = [values<tf.Rank.R2>([m, k], 4), projection(k, n, make, k ** -0.5)];
    return () => linear(x, p, activation);
  };

const addLinearOf =
  (m: number, k: number, n: number, { make, scaled = false }: ProductOptions & { scaled?: boolean } = {}): Prepare =>
  () => {
    const [y, x, p] = [values<tf.Rank.R2>([m, n], 36), values<tf.Rank.R2>([m, k], 4), projection(k, n, make)];
    const residual = scaled ? { scale: values<tf.Rank.R1>([n], 41), limit: 0.5 } : {};
    return () => addLinear(y, x, p, residual);
  };

const clampedLinearOf =
  (m: number, k: number, n: number, limit: number, make?: MakeWeight): Prepare =>
  () => {
    const [x, p] = [values<tf.Rank.R2>([m, k], 4), projection(k, n, make)];
    return () => clampedLinear(x, p, limit);
  };

interface Convolution {
  readonly input: readonly [h: number, w: number, channels: number];
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
}

const conv2dOf =
  ({ input, outputs, kernel, stride }: Convolution, make: MakeWeight = values): Prepare =>
  () => {
    const x = values<tf.Rank.R3>([...input], 39);
    const weight = make<tf.Rank.R4>([kernel, kernel, input[2], outputs], 37, 0.3);
    const p = { weight, bias: values<tf.Rank.R1>([outputs], 38) };
    return () => conv2d(x, p, stride);
  };

interface Deformation {
  readonly input: readonly [h: number, w: number, channels: number];
  readonly output: readonly [h: number, w: number, channels: number];
  readonly stride: number;
}

const deformKernel = ({ input, output }: Deformation, make: MakeWeight = values) => ({
  weight: make<tf.Rank.R4>([3, 3, input[2], output[2]], 13, 0.3),
  bias: values<tf.Rank.R1>([output[2]], 16),
});

const deformConv2dOf =
  (deformation: Deformation & { readonly reach: number }): Prepare =>
  () => {
    const { input, output, stride, reach } = deformation;
    const [outH, outW] = output;
    const p = deformKernel(deformation);
    const mask = tf.abs(values<tf.Rank.R3>([outH, outW, 9], 14));
    const [x, offsets] = [values<tf.Rank.R3>([...input], 12), values<tf.Rank.R3>([outH, outW, 18], 15, reach)];
    return () => deformConv2d(x, offsets, mask, p, stride);
  };

const mappedDeformConv2dOf =
  (mapping: Deformation & { readonly map: readonly [h: number, w: number] }, make?: MakeWeight): Prepare =>
  () => {
    const { input, map, output, stride } = mapping;
    const p = deformKernel(mapping, make);
    const [x, sampling] = [values<tf.Rank.R3>([...input], 12), values<tf.Rank.R3>([...map, 27], 17, 2)];
    return () => mappedDeformConv2d(x, sampling, [output[0], output[1]], p, stride);
  };

interface HeadProduct {
  readonly heads: number;
  /** Rows of the left factor, the depth, and columns of the right factor of each head. */
  readonly size: readonly [n: number, k: number, m: number];
  readonly layouts: HeadLayouts;
}

const headMatMulOf =
  ({ heads, size: [n, k, m], layouts }: HeadProduct, makeA: MakeWeight = values, makeB: MakeWeight = values): Prepare =>
  () => {
    const shape = (layout: Heads, rows: number, columns: number): [number, number] =>
      layout === 'rows' ? [heads * rows, columns] : [rows, heads * columns];
    const a = { matrix: makeA<tf.Rank.R2>(shape(layouts.a, n, k), 7), heads: layouts.a };
    const shapeB = layouts.transposeB ? shape(layouts.b, m, k) : shape(layouts.b, k, m);
    const b = { matrix: makeB<tf.Rank.R2>(shapeB, 8), heads: layouts.b };
    return () => headMatMul(heads, a, b, layouts);
  };

const windowAttentionOf =
  (h: number, w: number, size: number, shift: number, heads: number, channels: number): Prepare =>
  () => {
    const [qkv, padding] = [values<tf.Rank.R2>([h * w, 3 * channels], 9, 2), values<tf.Rank.R1>([3 * channels], 10)];
    const positionBias = values<tf.Rank.R2>([(2 * size - 1) ** 2, heads], 11);
    return () => windowAttention(qkv, padding, positionBias, { h, w, size, shift });
  };

/** A mask [1, 1, tokens] whose last tokens are padding. */
const maskOf = (tokens: number, padding: number, masked: number) =>
  tf.tensor3d(
    Array.from({ length: tokens }, (_, i) => (i > 0 && i >= tokens - padding ? masked : 0)),
    [1, 1, tokens],
  );

const crossAttendOf =
  (locations: number, channels: number, heads: number, tokens: number, side: 'visual' | 'pooled'): Prepare =>
  () => {
    const columns = heads * tokens;
    const keys = { weight: values<tf.Rank.R2>([channels, columns], 18, 3), bias: values<tf.Rank.R1>([columns], 19) };
    const ofText = { weight: values<tf.Rank.R2>([columns, channels], 20), bias: values<tf.Rank.R1>([channels], 21) };
    const [v, gamma, mask] = [
      values<tf.Rank.R2>([locations, channels], 22),
      values<tf.Rank.R1>([channels], 40),
      maskOf(tokens, 1, -1e9),
    ];
    return () => crossAttend(v, { heads, keys, values: ofText, gamma, mask })[side];
  };

const selfAttentionOf =
  (tokens: number, heads: number, depth: number, limit?: number): Prepare =>
  () => {
    const projected = (seed: number) => values<tf.Rank.R2>([tokens, heads * depth], seed, 2);
    const [q, k, v, mask] = [projected(33), projected(34), projected(35), maskOf(tokens, 2, -1e4)];
    return () => selfAttention({ q, k, v }, heads, mask, limit);
  };

type Grid = readonly [h: number, w: number];

interface Branches {
  readonly channels: number;
  readonly groups: number;
  readonly hidden: number;
  readonly level: Grid;
  readonly sizes: readonly Grid[];
}

const fuseBranchesOf =
  ({ channels, groups, hidden, level, sizes }: Branches): Prepare =>
  () => {
    const branches = sizes.map(([h, w], i) => ({
      y: values<tf.Rank.R3>([h, w, channels], 23 + i, 2),
      norm: norm(channels),
    }));
    const attention = { weight: values<tf.Rank.R4>([1, 1, channels, 1], 26), bias: values<tf.Rank.R1>([1], 27) };
    const layer = (from: number, to: number, seed: number) => ({
      weight: values<tf.Rank.R2>([from, to], seed),
      bias: values<tf.Rank.R1>([to], seed + 1, 2),
    });
    const relu = { squeeze: layer(channels, hidden, 29), expand: layer(hidden, 4 * channels, 31) };
    return () => fuseBranches(branches, { groups, attention, relu }, level);
  };

/** Opaque and transparent pixels of all colours. */
function pixels(width: number, height: number): Pixels {
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 && i % 3 ? 255 : (i * 2_654_435_761) >>> 13,
  );
  return { data, width, height };
}

const resizePictureOf = (width: number, height: number, target: PictureTarget): Prepare => {
  const picture = pixels(width, height);
  return () => () => resizePicture(picture, target);
};

type Two = readonly [number, number];
type Three = readonly [number, number, number];
type Four = readonly [number, number, number, number];

/** Cases of one kernel, one for each of some sizes. */
const casesOf = <Size>(
  kernel: FusedKernel,
  sizes: readonly Size[],
  describe: (size: Size) => string,
  prepare: (size: Size) => Prepare,
): KernelCase[] => sizes.map((size) => ({ kernel, size: describe(size), prepare: prepare(size) }));

const times = (numbers: readonly number[]) => numbers.join(' × ');

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
const SMALL_PRODUCTS = [
  [5, 9, 10],
  [70, 8, 20],
] as const;
/** Products whose columns fit float16. */
const FLOAT16_PRODUCTS = [
  [7, 3, 8],
  [70, 33, 20],
] as const;

const LAYOUTS: readonly HeadLayouts[] = [
  { a: 'columns', b: 'columns', out: 'columns', transposeB: true },
  { a: 'columns', b: 'rows', out: 'rows', transposeB: false },
  { a: 'rows', b: 'columns', out: 'columns', transposeB: false },
  { a: 'columns', b: 'columns', out: 'columns', transposeB: false },
];
const FLOAT16_HEADS: HeadProduct = {
  heads: 3,
  size: [9, 8, 9],
  layouts: { a: 'columns', b: 'columns', out: 'columns', transposeB: true },
};

const NORMALISATIONS = [
  { channelOrder: 'bgr', mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] },
  { channelOrder: 'rgb', mean: [0, 1, 127.5], std: [1, 255, 127.5] },
] as const;

const describeConvolution = ({ input, outputs, kernel, stride }: Convolution) =>
  `${times(input)} to ${outputs}, kernel ${kernel}, stride ${stride}`;
const describeDeformation = ({ input, output, stride }: Deformation) =>
  `${times(input)} to ${times(output)}, stride ${stride}`;

/** Every fused kernel at sizes that do not fit its tiles, as the operation that it stands in for. */
export const KERNEL_CASES: readonly KernelCase[] = [
  ...casesOf<Two>(
    'LayerNorm',
    [
      [1, 1],
      [3, 2],
      [5, 7],
      [2, 33],
      [7, 96],
    ],
    times,
    (size) => layerNormOf(...size),
  ),
  ...casesOf<Four>(
    'GroupNorm',
    [
      [1, 1, 16, 16],
      [3, 5, 32, 16],
      [9, 15, 24, 4],
    ],
    times,
    (size) => groupNormOf(...size),
  ),
  ...casesOf<Three>('Linear', PRODUCTS, times, (size) => linearOf(...size)),
  ...casesOf<Three>(
    'Linear',
    PRODUCTS,
    (size) => `${times(size)} with GELU`,
    (size) => linearOf(...size, { activation: 'gelu' }),
  ),
  ...casesOf<Three>(
    'Linear',
    FLOAT16_PRODUCTS,
    (size) => `${times(size)} in float16`,
    (size) => linearOf(...size, { make: float16 }),
  ),
  {
    kernel: 'Linear',
    size: 'without a bias',
    prepare: () => {
      const [x, weight] = [values<tf.Rank.R2>([5, 9], 4), values<tf.Rank.R2>([9, 10], 5)];
      return () => linear(x, { weight });
    },
  },
  ...casesOf<Three>('AddLinear', SMALL_PRODUCTS, times, (size) => addLinearOf(...size)),
  ...casesOf<Three>(
    'AddLinear',
    SMALL_PRODUCTS,
    (size) => `${times(size)}, scaled, clamped`,
    (size) => addLinearOf(...size, { scaled: true }),
  ),
  ...casesOf<Three>(
    'AddLinear',
    FLOAT16_PRODUCTS,
    (size) => `${times(size)} in float16`,
    (size) => addLinearOf(...size, { make: float16 }),
  ),
  ...casesOf<Three>('ClampedLinear', SMALL_PRODUCTS, times, (size) => clampedLinearOf(...size, 0.5)),
  ...casesOf<Three>(
    'ClampedLinear',
    FLOAT16_PRODUCTS,
    (size) => `${times(size)} in float16`,
    (size) => clampedLinearOf(...size, 0.5, float16),
  ),
  ...casesOf<Convolution>(
    'Conv2d',
    [
      { input: [9, 13, 8], outputs: 40, kernel: 3, stride: 1 },
      { input: [9, 14, 5], outputs: 27, kernel: 3, stride: 2 },
      { input: [4, 5, 12], outputs: 4, kernel: 1, stride: 1 },
      { input: [30, 41, 9], outputs: 27, kernel: 3, stride: 1 },
    ],
    describeConvolution,
    conv2dOf,
  ),
  {
    kernel: 'Conv2d',
    size: 'in float16',
    prepare: conv2dOf({ input: [9, 13, 5], outputs: 40, kernel: 3, stride: 2 }, float16),
  },
  // Offsets that reach near and far; the last is enough for threads.
  ...casesOf<Deformation & { readonly reach: number }>(
    'DeformConv2d',
    [
      { input: [5, 7, 8], output: [5, 7, 6], stride: 1, reach: 0.5 },
      { input: [6, 9, 5], output: [3, 5, 9], stride: 2, reach: 3 },
      { input: [1, 1, 4], output: [1, 1, 3], stride: 1, reach: 2 },
      { input: [9, 11, 12], output: [9, 11, 16], stride: 1, reach: 40 },
      { input: [2, 3, 3], output: [1, 2, 7], stride: 2, reach: 1 },
      { input: [20, 31, 24], output: [20, 31, 16], stride: 1, reach: 2 },
    ],
    describeDeformation,
    deformConv2dOf,
  ),
  // The third map has a larger grid than the output; the fourth output has several tiles; the last is enough for threads.
  ...casesOf<Deformation & { readonly map: Grid }>(
    'MappedDeformConv2d',
    [
      { input: [5, 7, 8], map: [5, 7], output: [5, 7, 6], stride: 1 },
      { input: [6, 9, 5], map: [3, 5], output: [3, 5, 9], stride: 2 },
      { input: [3, 4, 24], map: [6, 7], output: [3, 4, 20], stride: 1 },
      { input: [9, 11, 12], map: [9, 11], output: [9, 11, 132], stride: 1 },
      { input: [1, 1, 4], map: [1, 1], output: [1, 1, 3], stride: 1 },
      { input: [20, 31, 24], map: [20, 31], output: [20, 31, 16], stride: 1 },
    ],
    (mapping) => `by ${times(mapping.map)}, ${describeDeformation(mapping)}`,
    (mapping) => mappedDeformConv2dOf(mapping),
  ),
  {
    kernel: 'MappedDeformConv2d',
    size: 'in float16',
    prepare: mappedDeformConv2dOf({ input: [5, 7, 6], map: [5, 7], output: [5, 7, 12], stride: 1 }, float16),
  },
  ...casesOf(
    'HeadMatMul',
    LAYOUTS,
    (layouts) => JSON.stringify(layouts),
    (layouts) => headMatMulOf({ heads: 3, size: [11, 5, 9], layouts }),
  ),
  { kernel: 'HeadMatMul', size: 'a in float16', prepare: headMatMulOf(FLOAT16_HEADS, float16, values) },
  { kernel: 'HeadMatMul', size: 'b in float16', prepare: headMatMulOf(FLOAT16_HEADS, values, float16) },
  {
    kernel: 'UnpackFloat16',
    size: '5 × 12',
    prepare: () => {
      const weight = float16<tf.Rank.R2>([5, 12], 42);
      return () => toFloat32(weight);
    },
  },
  {
    kernel: 'UnpackRows',
    size: '4 of 5 × 12',
    prepare: () => {
      const [table, indices] = [float16<tf.Rank.R2>([5, 12], 44), tf.tensor1d([3, 0, 4, 3], 'int32')];
      return () => tableRows(table, indices);
    },
  },
  {
    kernel: 'PackFloat16',
    size: '3 × 3 × 7 × 20',
    prepare: () => () => toFloat32(float16<tf.Rank.R4>([3, 3, 7, 20], 43)),
  },
  {
    kernel: 'SplitRows',
    size: '7 × 3 × 2 in 2, 4, 1',
    prepare: () => {
      const x = values<tf.Rank.R3>([7, 3, 2], 45);
      return () => tf.concat(splitRows(x, [2, 4, 1]).reverse(), 0);
    },
  },
  // Whole windows, padded ones, a map smaller than a window, a single location, GLIP-L's windows, enough for threads.
  ...casesOf<Four>(
    'WindowAttention',
    [
      [14, 7, 7, 0],
      [14, 21, 7, 3],
      [9, 12, 7, 3],
      [9, 12, 7, 0],
      [3, 4, 7, 3],
      [1, 1, 7, 3],
      [13, 25, 12, 6],
      [5, 3, 2, 1],
      [31, 40, 7, 3],
    ],
    ([h, w, size, shift]) => `${h} × ${w} in ${size}, shift ${shift}`,
    (size) => windowAttentionOf(...size, 3, 24),
  ),
  // One chunk of locations, several with a rest, sizes that vec4 does not fit.
  ...(['visual', 'pooled'] as const).flatMap((side) =>
    casesOf<Four>(
      'CrossAttend',
      [
        [5, 8, 2, 6],
        [700, 12, 2, 5],
        [261, 6, 3, 3],
      ],
      ([locations, channels, heads, tokens]) => `${locations} × ${channels}, ${heads} heads, ${tokens} tokens: ${side}`,
      (size) => crossAttendOf(...size, side),
    ),
  ),
  // The first branch has the level's size; the last is upsampled, once from a single location; the last case is enough for threads.
  ...casesOf<Branches>(
    'FuseBranches',
    (
      [
        [32, 16, [7, 10], [7, 10], [4, 5]],
        [24, 4, [7, 10], [1, 1]],
        [6, 3, [7, 10], [7, 10]],
        [96, 16, [41, 50], [41, 50], [21, 25]],
      ] satisfies [number, number, Grid, ...Grid[]][]
    ).map(([channels, groups, level, ...others]) => ({
      channels,
      groups,
      hidden: 5,
      level,
      sizes: [level, ...others],
    })),
    ({ channels, sizes }) => `${channels} channels, ${sizes.map(times).join(', ')}`,
    fuseBranchesOf,
  ),
  ...[undefined, 0.5].flatMap((limit) =>
    casesOf<Three>(
      'SelfAttention',
      [
        [5, 2, 8],
        [19, 3, 10],
        [1, 1, 4],
      ],
      ([tokens, heads, depth]) => `${tokens} tokens, ${heads} heads of ${depth}${limit ? ', clamped' : ''}`,
      (size) => selfAttentionOf(...size, limit),
    ),
  ),
  // Pictures as they are, resized up, down by little and by much, a line either way, a pixel.
  ...NORMALISATIONS.flatMap((normalisation) =>
    casesOf<Four>(
      'ResizePicture',
      [
        [13, 7, 13, 7],
        [5, 3, 37, 23],
        [41, 29, 33, 23],
        [301, 257, 7, 6],
        [1, 900, 1, 40],
        [2000, 1, 90, 1],
        [1, 1, 5, 9],
        [640, 3, 640, 3],
      ],
      ([fromW, fromH, toW, toH]) => `${fromW} × ${fromH} to ${toW} × ${toH}, ${normalisation.channelOrder}`,
      ([fromW, fromH, toW, toH]) =>
        resizePictureOf(fromW, fromH, {
          size: { width: toW, height: toH },
          padded: { width: toW + 3, height: toH + 2 },
          normalisation,
        }),
    ),
  ),
];

/** Fused kernels at sizes that they have in GLIP-T on a picture of 480 × 640, to be measured. */
export const BENCH_CASES: readonly KernelCase[] = [
  {
    kernel: 'WindowAttention',
    size: '120 × 160, 96 channels, 3 heads, shifted',
    prepare: windowAttentionOf(120, 160, 7, 3, 3, 96),
  },
  {
    kernel: 'DeformConv2d',
    size: '60 × 80, 256 channels',
    prepare: deformConv2dOf({ input: [60, 80, 256], output: [60, 80, 256], stride: 1, reach: 1 }),
  },
  {
    kernel: 'MappedDeformConv2d',
    size: '30 × 40, 256 channels',
    prepare: mappedDeformConv2dOf({ input: [30, 40, 256], map: [30, 40], output: [30, 40, 256], stride: 1 }),
  },
  {
    kernel: 'Conv2d',
    size: '30 × 40, 256 channels to 27, 3 × 3',
    prepare: conv2dOf({ input: [30, 40, 256], outputs: 27, kernel: 3, stride: 1 }),
  },
  {
    kernel: 'CrossAttend',
    size: '6380 locations, 256 channels, 8 heads, 12 tokens',
    // Both sides are computed together: one of them stands for both.
    prepare: crossAttendOf(6380, 256, 8, 12, 'pooled'),
  },
  { kernel: 'SelfAttention', size: '12 tokens, 12 heads of 64', prepare: selfAttentionOf(12, 12, 64) },
  {
    kernel: 'FuseBranches',
    size: '60 × 80, 256 channels, two branches',
    prepare: fuseBranchesOf({
      channels: 256,
      groups: 16,
      hidden: 64,
      level: [60, 80],
      sizes: [
        [60, 80],
        [30, 40],
      ],
    }),
  },
  { kernel: 'AddLinear', size: '4800 × 192 × 192', prepare: addLinearOf(4800, 192, 192) },
  { kernel: 'ClampedLinear', size: '12 × 768 × 3072', prepare: clampedLinearOf(12, 768, 3072, 50000) },
  { kernel: 'LayerNorm', size: '19200 × 96', prepare: layerNormOf(19200, 96) },
  { kernel: 'GroupNorm', size: '60 × 80, 256 channels, 16 groups', prepare: groupNormOf(60, 80, 256, 16) },
  {
    kernel: 'Linear',
    size: '4800 × 192 × 768 with GELU',
    prepare: linearOf(4800, 192, 768, { activation: 'gelu' }),
  },
  {
    kernel: 'HeadMatMul',
    size: '8 heads, 256 × 256 × 32 tokens (Wq·Kᵀ of X-MHA)',
    prepare: headMatMulOf({
      heads: 8,
      size: [256, 256, 32],
      layouts: { a: 'columns', b: 'columns', out: 'columns', transposeB: true },
    }),
  },
];
