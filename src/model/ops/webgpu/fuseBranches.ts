import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter, times } from './wgsl';

/** Threads that go through the locations of one group of channels. */
const TEAM = 128;

/**
 * GroupNorm of a branch as a scale and a shift of every channel, and the channel's average over the level, to which the branch may
 * yet have to be upsampled: [3, channels]. A workgroup takes a group: its mean, then the variance about it.
 */
const statistics: Shader<{ readonly epsilon: number }> = {
  name: 'fuseBranches.statistics',
  threads: TEAM,
  source: ({ epsilon }) => `
    var<workgroup> sums: array<f32, ${TEAM}>;
    var<workgroup> seen: array<f32, ${TEAM}>;
    var<workgroup> squares: array<f32, ${TEAM}>;

    // How often a place of an axis is seen by all the samples of its upsampling with aligned corners.
    fn share(place: i32, small: i32, large: i32) -> f32 {
      if (small == large) { return 1.0; }
      if (small == 1) { return f32(large); }
      let step = f32(small - 1) / f32(large - 1);
      var sum = 0.0;
      for (var i = max(0, i32(floor(f32(place - 1) / step))); i <= min(large - 1, i32(ceil(f32(place + 1) / step))); i++) {
        sum += max(0.0, 1.0 - abs(f32(i) * step - f32(place)));
      }
      return sum;
    }

    fn main(index: i32) {
      let channels = uniforms.yShape.z;
      let size = channels / uniforms.groups;
      let lane = i32(localIndex);
      let rows = ${TEAM} / size;
      let first = index / ${TEAM} * size;
      let channel = first + lane % size;
      let locations = uniforms.yShape.x * uniforms.yShape.y;
      // Threads that make no whole row of the group are idle.
      let begin = select(locations, lane / size, lane < rows * size);
      var sum = 0.0;
      var weighted = 0.0;
      for (var location = begin; location < locations; location += rows) {
        let value = y[location * channels + channel];
        sum += value;
        weighted += value * share(location / uniforms.yShape.y, uniforms.yShape.x, uniforms.h) * share(location % uniforms.yShape.y, uniforms.yShape.y, uniforms.w);
      }
      sums[lane] = sum;
      seen[lane] = weighted;
      workgroupBarrier();
      var mean = 0.0;
      for (var i = 0; i < ${TEAM}; i++) { mean += sums[i]; }
      mean /= f32(locations * size);
      var square = 0.0;
      for (var location = begin; location < locations; location += rows) {
        let centred = y[location * channels + channel] - mean;
        square += centred * centred;
      }
      squares[lane] = square;
      workgroupBarrier();
      if (lane >= size || first >= channels) { return; }
      var variance = 0.0;
      for (var i = 0; i < ${TEAM}; i++) { variance += squares[i]; }
      var average = 0.0;
      for (var i = lane; i < rows * size; i += size) { average += seen[i]; }
      let scale = weight[channel] * inverseSqrt(variance / f32(locations * size) + ${epsilon});
      let shift = bias[channel] - mean * scale;
      result[channel] = scale;
      result[channels + channel] = shift;
      result[2 * channels + channel] = average / f32(uniforms.h * uniforms.w) * scale + shift;
    }
  `,
};

interface Count {
  readonly branches: number;
}

const ATTENTION_THREADS = 64;

/** Scale-aware attention: one number a branch, by a single workgroup. */
const attention: Shader<Count> = {
  name: 'fuseBranches.attention',
  threads: ATTENTION_THREADS,
  source: ({ branches }) => `
    var<workgroup> parts: array<f32, ${branches * ATTENTION_THREADS}>;
    fn main(index: i32) {
      let channels = uniforms.statistics0Shape.y;
      ${times(branches, (b) => `var sum${b} = 0.0;`)}
      for (var channel = index; channel < channels; channel += ${ATTENTION_THREADS}) {
        ${times(branches, (b) => `sum${b} += statistics${b}[2 * channels + channel] * weight[channel];`)}
      }
      ${times(branches, (b) => `parts[${b * ATTENTION_THREADS} + index] = sum${b};`)}
      workgroupBarrier();
      if (index >= ${branches}) { return; }
      var sum = bias[0];
      for (var i = 0; i < ${ATTENTION_THREADS}; i++) { sum += parts[index * ${ATTENTION_THREADS} + i]; }
      result[index] = min(max(sum, 0.0) + 3.0, 6.0) / 6.0;
    }
  `,
};

interface Constants extends Count {
  readonly wide: boolean;
  /** Which branches are smaller than the level, as a list of their numbers. */
  readonly smaller: string;
}

/** The branches normalised, weighted, sampled at the level's size, and averaged; four channels of a location a thread. */
const combine: Shader<Constants> = {
  name: 'fuseBranches.combine',
  threads: 64,
  source: ({ branches, smaller, wide }) => `
    ${rowWriter('uniforms.outShape.z', wide)}
    ${times(branches, (b) => `
      ${rowReader(`y${b}`, 'uniforms.outShape.z', wide)}
      ${rowReader(`statistics${b}`, 'uniforms.outShape.z', wide)}
      fn sample${b}(location: i32, quad: i32) -> vec4<f32> {
        ${smaller.includes(String(b)) ? bilinear(b) : `return read_y${b}(location, quad);`}
      }`)}
    // Where an axis is sampled: corners are aligned.
    fn place(i: i32, small: i32, large: i32) -> f32 { return f32(i) * f32(small - 1) / f32(max(large - 1, 1)); }
    fn main(index: i32) {
      let quads = (uniforms.outShape.z + 3) / 4;
      let location = index / quads;
      let quad = index % quads;
      if (location >= uniforms.outShape.x * uniforms.outShape.y) { return; }
      var sum = vec4<f32>(0);
      ${times(branches, (b) => `sum += attention[${b}] * (sample${b}(location, quad) * read_statistics${b}(0, quad) + read_statistics${b}(1, quad));`)}
      write(location, quad, sum / ${branches}.0);
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

interface Attributes {
  readonly h: number;
  readonly w: number;
  readonly groups: number;
  readonly epsilon: number;
}

/** DyConv's branches put together: see fuseBranches. */
export function fuseBranches(backend: WebGPUBackend, inputs: Record<string, TensorInfo>, { h, w, groups, epsilon }: Attributes): TensorInfo {
  const maps = Object.keys(inputs).filter((name) => /^y\d$/.test(name)).map((name) => inputs[name]!);
  const branches = maps.length;
  const channels = maps[0]!.shape[2]!;
  const wide = isWide(channels);
  const known = maps.map((y, b) =>
    dispatch(backend, statistics, {
      inputs: { y: { tensor: y }, weight: { tensor: inputs[`weight${b}`]! }, bias: { tensor: inputs[`bias${b}`]! } },
      out: { shape: [3, channels] },
      constants: { epsilon },
      uniforms: { groups, h, w },
      workgroups: groups,
    }),
  );
  const named = (wide: boolean) => Object.fromEntries(known.map((tensor, b) => [`statistics${b}`, { tensor, wide }]));
  const weights = dispatch(backend, attention, {
    inputs: { ...named(false), weight: { tensor: inputs.weight! }, bias: { tensor: inputs.bias! } },
    out: { shape: [branches] },
    constants: { branches },
    workgroups: 1,
  });
  const smaller = maps.flatMap(({ shape }, b) => (shape[0] === h && shape[1] === w ? [] : [b])).join();
  const out = dispatch(backend, combine, {
    inputs: { ...Object.fromEntries(maps.map((tensor, b) => [`y${b}`, { tensor, wide }])), ...named(wide), attention: { tensor: weights } },
    out: { shape: [h, w, channels], wide },
    constants: { branches, smaller, wide },
    workgroups: Math.ceil((h * w * Math.ceil(channels / 4)) / combine.threads),
  });
  for (const { dataId } of [...known, weights]) backend.disposeData(dataId);
  return out;
}
