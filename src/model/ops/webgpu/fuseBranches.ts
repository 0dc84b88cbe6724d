import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import { branchStatistics } from './branchStatistics';
import type { Kernel } from './kernel';
import { isVec4, rowReader, rowWriter, times } from './wgsl';

const THREADS = 128;

interface Sizes {
  readonly branches: number;
  readonly channels: number;
  /** The width of the hidden layer of DYReLU's small network. */
  readonly hidden: number;
}

/**
 * The factors and shifts of every channel, made by a single workgroup: [branches + 5, channels] holds the factor of each branch,
 * GroupNorm and scale-aware attention in one, then their common shift, then a1, b1, a2, b2 of DYReLU. The average that DYReLU starts
 * from follows from the branches' averages.
 */
const factors: Shader<Sizes> = {
  name: 'fuseBranches.factors',
  threads: THREADS,
  source: ({ branches, channels, hidden }) => `
    var<workgroup> parts: array<f32, ${branches * THREADS}>;
    var<workgroup> attentions: array<f32, ${branches}>;
    var<workgroup> means: array<f32, ${channels}>;
    var<workgroup> inner: array<f32, ${hidden}>;

    fn hardSigmoid(x: f32) -> f32 { return clamp(x + 3.0, 0.0, 6.0) / 6.0; }

    fn main(index: i32) {
      let channels = uniforms.outShape.y;
      for (var branch = 0; branch < ${branches}; branch++) {
        var sum = 0.0;
        for (var channel = index; channel < channels; channel += ${THREADS}) { sum += statistics[(3 * branch + 2) * channels + channel] * attention[channel]; }
        parts[branch * ${THREADS} + index] = sum;
      }
      workgroupBarrier();
      if (index < ${branches}) {
        var sum = attentionBias[0];
        for (var i = 0; i < ${THREADS}; i++) { sum += parts[index * ${THREADS} + i]; }
        attentions[index] = hardSigmoid(max(sum, 0.0)) / ${branches}.0;
      }
      workgroupBarrier();
      for (var channel = index; channel < channels; channel += ${THREADS}) {
        var shift = 0.0;
        var mean = 0.0;
        for (var branch = 0; branch < ${branches}; branch++) {
          let row = 3 * branch * channels + channel;
          result[branch * channels + channel] = attentions[branch] * statistics[row];
          shift += attentions[branch] * statistics[row + channels];
          mean += attentions[branch] * statistics[row + 2 * channels];
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
        let coefficient = hardSigmoid(sum);
        let part = i / channels;
        result[${branches + 1} * channels + i] = select(select(2.0 * coefficient - 1.0, 2.0 * coefficient, part == 0), coefficient - 0.5, part % 2 == 1);
      }
    }
  `,
};

interface Constants {
  readonly branches: number;
  readonly vec4: boolean;
  /** Which branches are smaller than the level, as a list of their numbers. */
  readonly smaller: string;
}

/** The branches sampled at the level's size, normalised, weighted, added and activated; four channels of a location a thread. */
const combine: Shader<Constants> = {
  name: 'fuseBranches.combine',
  threads: 64,
  source: ({ branches, smaller, vec4 }) => `
    ${rowReader('factors', 'uniforms.outShape.z', vec4)}
    ${rowWriter('uniforms.outShape.z', vec4)}
    ${times(
      branches,
      (b) => `
      ${rowReader(`y${b}`, 'uniforms.outShape.z', vec4)}
      fn sample${b}(location: i32, quad: i32) -> vec4<f32> {
        ${smaller.includes(String(b)) ? bilinear(b) : `return read_y${b}(location, quad);`}
      }`,
    )}
    // The position at which an axis is sampled: corners are aligned.
    fn sampled(i: i32, small: i32, large: i32) -> f32 { return f32(i) * f32(small - 1) / f32(max(large - 1, 1)); }
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
  let at = vec2<f32>(sampled(location / uniforms.outShape.y, size.x, uniforms.outShape.x), sampled(location % uniforms.outShape.y, size.y, uniforms.outShape.y));
  let near = min(vec2<i32>(at), size - 1);
  let far = min(near + 1, size - 1);
  let fraction = at - vec2<f32>(near);
  let top = mix(read_y${b}(near.x * size.y + near.y, quad), read_y${b}(near.x * size.y + far.y, quad), fraction.y);
  let bottom = mix(read_y${b}(far.x * size.y + near.y, quad), read_y${b}(far.x * size.y + far.y, quad), fraction.y);
  return mix(top, bottom, fraction.x);`;

export const fuseBranches: Kernel<'FuseBranches'> = (backend, inputs, { h, w, groups, epsilon }) => {
  const { branches, attention, attentionBias, squeeze, squeezeBias, expand, expandBias } = inputs;
  const count = branches.length;
  const [, , channels] = attention.shape;
  const vec4 = isVec4(channels);
  const statistics = backend.makeTensorInfo([count, 3, channels], 'float32');
  for (const [branch, { y, weight, bias }] of branches.entries()) {
    dispatch(backend, branchStatistics, {
      inputs: { y: { tensor: y }, weight: { tensor: weight }, bias: { tensor: bias } },
      out: { shape: statistics.shape, tensor: statistics },
      constants: { epsilon },
      uniforms: { branch, groups, h, w },
      workgroups: groups,
    });
  }
  const perChannel = dispatch(backend, factors, {
    inputs: {
      statistics: { tensor: statistics },
      attention: { tensor: attention },
      attentionBias: { tensor: attentionBias },
      squeeze: { tensor: squeeze },
      squeezeBias: { tensor: squeezeBias },
      expand: { tensor: expand },
      expandBias: { tensor: expandBias },
    },
    out: { shape: [count + 5, channels] },
    constants: { branches: count, channels, hidden: squeeze.shape[1] },
    workgroups: 1,
  });
  const smaller = branches.flatMap(({ y: { shape } }, b) => (shape[0] === h && shape[1] === w ? [] : [b])).join();
  const out = dispatch(backend, combine, {
    inputs: {
      ...Object.fromEntries(branches.map(({ y }, b) => [`y${b}`, { tensor: y, vec4 }])),
      factors: { tensor: perChannel, vec4 },
    },
    out: { shape: [h, w, channels], vec4 },
    constants: { branches: count, smaller, vec4 },
    workgroups: Math.ceil((h * w * Math.ceil(channels / 4)) / combine.threads),
  });
  for (const { dataId } of [statistics, perChannel]) backend.disposeData(dataId);
  return out;
};
