import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter } from './wgsl';

/** Channels side by side that a workgroup averages, and the threads that share the locations of each. */
const ACROSS = 16;
const DOWN = 8;

/** The average of every channel. */
const average: Shader = {
  name: 'dynamicRelu.average',
  threads: ACROSS * DOWN,
  source: () => `
    var<workgroup> sums: array<f32, ${ACROSS * DOWN}>;
    fn main(index: i32) {
      let lane = i32(localIndex);
      let channels = uniforms.xShape.z;
      let channel = index / ${ACROSS * DOWN} * ${ACROSS} + lane % ${ACROSS};
      let locations = uniforms.xShape.x * uniforms.xShape.y;
      var sum = 0.0;
      for (var location = lane / ${ACROSS}; location < locations; location += ${DOWN}) { sum += x[location * channels + min(channel, channels - 1)]; }
      sums[lane] = sum;
      workgroupBarrier();
      if (lane >= ${ACROSS} || channel >= channels) { return; }
      var total = 0.0;
      for (var i = lane; i < ${ACROSS * DOWN}; i += ${ACROSS}) { total += sums[i]; }
      result[channel] = total / f32(locations);
    }
  `,
};

const THREADS = 128;

/** a1, b1, a2, b2 of every channel, by a single workgroup: [4, channels]. */
const coefficients: Shader<{ readonly hidden: number }> = {
  name: 'dynamicRelu.coefficients',
  threads: THREADS,
  source: ({ hidden }) => `
    var<workgroup> inner: array<f32, ${hidden}>;
    fn main(index: i32) {
      let channels = uniforms.outShape.y;
      for (var i = index; i < ${hidden}; i += ${THREADS}) {
        var sum = squeezeBias[i];
        for (var c = 0; c < channels; c++) { sum += means[c] * squeeze[c * ${hidden} + i]; }
        inner[i] = max(sum, 0.0);
      }
      workgroupBarrier();
      for (var i = index; i < 4 * channels; i += ${THREADS}) {
        var sum = expandBias[i];
        for (var c = 0; c < ${hidden}; c++) { sum += inner[c] * expand[c * 4 * channels + i]; }
        let share = clamp(sum + 3.0, 0.0, 6.0) / 6.0;
        let part = i / channels;
        result[i] = select(select(2.0 * share - 1.0, 2.0 * share, part == 0), share - 0.5, part % 2 == 1);
      }
    }
  `,
};

/** The activation itself, four channels of a location a thread. */
const apply: Shader<{ readonly wide: boolean }> = {
  name: 'dynamicRelu.apply',
  threads: 64,
  source: ({ wide }) => `
    ${rowReader('x', 'uniforms.xShape.z', wide)}
    ${rowReader('factors', 'uniforms.xShape.z', wide)}
    ${rowWriter('uniforms.xShape.z', wide)}
    fn main(index: i32) {
      let quads = (uniforms.xShape.z + 3) / 4;
      let location = index / quads;
      let quad = index % quads;
      if (location >= uniforms.xShape.x * uniforms.xShape.y) { return; }
      let value = read_x(location, quad);
      write(location, quad, max(value * read_factors(0, quad) + read_factors(1, quad), value * read_factors(2, quad) + read_factors(3, quad)));
    }
  `,
};

export function dynamicRelu(backend: WebGPUBackend, inputs: Record<string, TensorInfo>): TensorInfo {
  const { x, squeeze, squeezeBias, expand, expandBias } = inputs as Record<'x' | 'squeeze' | 'squeezeBias' | 'expand' | 'expandBias', TensorInfo>;
  const [h, w, channels] = x.shape as [number, number, number];
  const wide = isWide(channels);
  const means = dispatch(backend, average, {
    inputs: { x: { tensor: x } },
    out: { shape: [channels] },
    constants: {},
    workgroups: Math.ceil(channels / ACROSS),
  });
  const factors = dispatch(backend, coefficients, {
    inputs: { means: { tensor: means }, squeeze: { tensor: squeeze }, squeezeBias: { tensor: squeezeBias }, expand: { tensor: expand }, expandBias: { tensor: expandBias } },
    out: { shape: [4, channels] },
    constants: { hidden: squeeze.shape[1]! },
    workgroups: 1,
  });
  const out = dispatch(backend, apply, {
    inputs: { x: { tensor: x, wide }, factors: { tensor: factors, wide } },
    out: { shape: x.shape, wide },
    constants: { wide },
    workgroups: Math.ceil((h * w * Math.ceil(channels / 4)) / apply.threads),
  });
  for (const { dataId } of [means, factors]) backend.disposeData(dataId);
  return out;
}
