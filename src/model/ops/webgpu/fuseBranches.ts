import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { branchesOf, type FusionAttributes } from '../fuseBranches';
import { branchStatistics } from './branchStatistics';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter, times } from './wgsl';

const THREADS = 128;

interface Sizes {
  readonly branches: number;
  readonly channels: number;
  /** Of DYReLU's small network. */
  readonly hidden: number;
}

/**
 * What every channel is multiplied with and shifted by, made by a single workgroup: [branches + 5, channels] holds the factor of
 * each branch, GroupNorm and scale-aware attention in one, then their common shift, then a1, b1, a2, b2 of DYReLU. Of the average
 * that DYReLU starts from the branches' averages tell everything.
 */
const factors: Shader<Sizes> = {
  name: 'fuseBranches.factors',
  threads: THREADS,
  source: ({ branches, channels, hidden }) => `
    var<workgroup> parts: array<f32, ${branches * THREADS}>;
    var<workgroup> shares: array<f32, ${branches}>;
    var<workgroup> means: array<f32, ${channels}>;
    var<workgroup> inner: array<f32, ${hidden}>;

    fn hardSigmoid(x: f32) -> f32 { return clamp(x + 3.0, 0.0, 6.0) / 6.0; }

    fn main(index: i32) {
      let channels = uniforms.outShape.y;
      for (var branch = 0; branch < ${branches}; branch++) {
        var sum = 0.0;
        for (var channel = index; channel < channels; channel += ${THREADS}) { sum += statistics[(3 * branch + 2) * channels + channel] * weight[channel]; }
        parts[branch * ${THREADS} + index] = sum;
      }
      workgroupBarrier();
      if (index < ${branches}) {
        var sum = bias[0];
        for (var i = 0; i < ${THREADS}; i++) { sum += parts[index * ${THREADS} + i]; }
        shares[index] = hardSigmoid(max(sum, 0.0)) / ${branches}.0;
      }
      workgroupBarrier();
      for (var channel = index; channel < channels; channel += ${THREADS}) {
        var shift = 0.0;
        var mean = 0.0;
        for (var branch = 0; branch < ${branches}; branch++) {
          let own = 3 * branch * channels + channel;
          result[branch * channels + channel] = shares[branch] * statistics[own];
          shift += shares[branch] * statistics[own + channels];
          mean += shares[branch] * statistics[own + 2 * channels];
        }
        result[${branches} * channels + channel] = shift;
        means[channel] = mean;
      }
      workgroupBarrier();
      for (var i = index; i < ${hidden}; i += ${THREADS}) {
        var sum = squeezeBias[i];
        for (var channel = 0; channel < channels; channel++) { sum += means[channel] * squeeze[channel * ${hidden} + i]; }
        inner[i] = max(sum, 0.0);
      }
      workgroupBarrier();
      for (var i = index; i < 4 * channels; i += ${THREADS}) {
        var sum = expandBias[i];
        for (var k = 0; k < ${hidden}; k++) { sum += inner[k] * expand[k * 4 * channels + i]; }
        let share = hardSigmoid(sum);
        let part = i / channels;
        result[${branches + 1} * channels + i] = select(select(2.0 * share - 1.0, 2.0 * share, part == 0), share - 0.5, part % 2 == 1);
      }
    }
  `,
};

interface Constants {
  readonly branches: number;
  readonly wide: boolean;
  /** Which branches are smaller than the level, as a list of their numbers. */
  readonly smaller: string;
}

/** The branches sampled at the level's size, normalised, weighted, added and activated; four channels of a location a thread. */
const combine: Shader<Constants> = {
  name: 'fuseBranches.combine',
  threads: 64,
  source: ({ branches, smaller, wide }) => `
    ${rowReader('factors', 'uniforms.outShape.z', wide)}
    ${rowWriter('uniforms.outShape.z', wide)}
    ${times(
      branches,
      (b) => `
      ${rowReader(`y${b}`, 'uniforms.outShape.z', wide)}
      fn sample${b}(location: i32, quad: i32) -> vec4<f32> {
        ${smaller.includes(String(b)) ? bilinear(b) : `return read_y${b}(location, quad);`}
      }`,
    )}
    // Where an axis is sampled: corners are aligned.
    fn place(i: i32, small: i32, large: i32) -> f32 { return f32(i) * f32(small - 1) / f32(max(large - 1, 1)); }
    fn main(index: i32) {
      let quads = (uniforms.outShape.z + 3) / 4;
      let location = index / quads;
      let quad = index % quads;
      if (location >= uniforms.outShape.x * uniforms.outShape.y) { return; }
      var value = read_factors(${branches}, quad);
      ${times(branches, (b) => `value += sample${b}(location, quad) * read_factors(${b}, quad);`)}
      let first = value * read_factors(${branches + 1}, quad) + read_factors(${branches + 2}, quad);
      let second = value * read_factors(${branches + 3}, quad) + read_factors(${branches + 4}, quad);
      write(location, quad, max(first, second));
    }
  `,
};

const bilinear = (b: number) => `
  let size = uniforms.y${b}Shape.xy;
  let at = vec2<f32>(place(location / uniforms.outShape.y, size.x, uniforms.outShape.x), place(location % uniforms.outShape.y, size.y, uniforms.outShape.y));
  let near = min(vec2<i32>(at), size - 1);
  let far = min(near + 1, size - 1);
  let share = at - vec2<f32>(near);
  let top = mix(read_y${b}(near.x * size.y + near.y, quad), read_y${b}(near.x * size.y + far.y, quad), share.y);
  let bottom = mix(read_y${b}(far.x * size.y + near.y, quad), read_y${b}(far.x * size.y + far.y, quad), share.y);
  return mix(top, bottom, share.x);`;

/** DyConv's branches put together and activated: see fuseBranches. */
export function fuseBranches(
  backend: WebGPUBackend,
  inputs: Record<string, TensorInfo>,
  { h, w, groups, epsilon }: FusionAttributes,
): TensorInfo {
  const maps = branchesOf(inputs);
  const branches = maps.length;
  const channels = maps[0]!.shape[2]!;
  const wide = isWide(channels);
  const statistics = backend.makeTensorInfo([branches, 3, channels], 'float32');
  for (const [branch, y] of maps.entries()) {
    dispatch(backend, branchStatistics, {
      inputs: {
        y: { tensor: y },
        weight: { tensor: inputs[`weight${branch}`]! },
        bias: { tensor: inputs[`bias${branch}`]! },
      },
      out: { shape: statistics.shape, tensor: statistics },
      constants: { epsilon },
      uniforms: { branch, groups, h, w },
      workgroups: groups,
    });
  }
  const { weight, bias, squeeze, squeezeBias, expand, expandBias } = inputs as Record<
    'weight' | 'bias' | 'squeeze' | 'squeezeBias' | 'expand' | 'expandBias',
    TensorInfo
  >;
  const perChannel = dispatch(backend, factors, {
    inputs: {
      ...{ statistics: { tensor: statistics }, weight: { tensor: weight }, bias: { tensor: bias } },
      ...{
        squeeze: { tensor: squeeze },
        squeezeBias: { tensor: squeezeBias },
        expand: { tensor: expand },
        expandBias: { tensor: expandBias },
      },
    },
    out: { shape: [branches + 5, channels] },
    constants: { branches, channels, hidden: squeeze.shape[1]! },
    workgroups: 1,
  });
  const smaller = maps.flatMap(({ shape }, b) => (shape[0] === h && shape[1] === w ? [] : [b])).join();
  const out = dispatch(backend, combine, {
    inputs: {
      ...Object.fromEntries(maps.map((tensor, b) => [`y${b}`, { tensor, wide }])),
      factors: { tensor: perChannel, wide },
    },
    out: { shape: [h, w, channels], wide },
    constants: { branches, smaller, wide },
    workgroups: Math.ceil((h * w * Math.ceil(channels / 4)) / combine.threads),
  });
  for (const { dataId } of [statistics, perChannel]) backend.disposeData(dataId);
  return out;
}
