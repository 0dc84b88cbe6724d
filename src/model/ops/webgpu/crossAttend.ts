import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { CLAMP } from '../crossAttend';
import { product } from './product';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter, times } from './wgsl';

/** Logits that exist at a time, in values: 64 MB, however large the picture and long the prompt. */
const MAX_LOGITS = 2 ** 24;
/** The same for the partial averages of the text side. */
const MAX_PARTIALS = 2 ** 24;
/** Locations that one thread averages, at least. */
const MIN_CHUNK = 256;

/** The softmax over tokens, one head of one location a thread. */
const overTokens: Shader = {
  name: 'crossAttend.overTokens',
  threads: 64,
  source: () => `
    fn main(index: i32) {
      let tokens = uniforms.maskShape.z;
      let first = index * tokens;
      if (first >= uniforms.outShape.x * uniforms.outShape.y) { return; }
      var largest = -3e38;
      var total = 0.0;
      for (var i = 0; i < tokens; i++) {
        let logit = clamp(logits[first + i], -${CLAMP}, ${CLAMP}) + mask[i];
        let before = largest;
        largest = max(before, logit);
        total = total * exp(before - largest) + exp(logit - largest);
      }
      for (var i = 0; i < tokens; i++) {
        result[first + i] = exp(clamp(logits[first + i], -${CLAMP}, ${CLAMP}) + mask[i] - largest) / total;
      }
    }
  `,
};

/** Of a column of logits the maximum in each chunk of locations, and the sum of exponentials relative to it: [chunks, 2, columns]. */
const chunkStatistics: Shader = {
  name: 'crossAttend.chunkStatistics',
  threads: 64,
  source: () => `
    fn main(index: i32) {
      let columns = uniforms.logitsShape.y;
      let column = index % columns;
      let first = index / columns * uniforms.chunk;
      if (first >= uniforms.logitsShape.x) { return; }
      var largest = -3e38;
      var total = 0.0;
      for (var row = first; row < min(first + uniforms.chunk, uniforms.logitsShape.x); row++) {
        let logit = clamp(logits[row * columns + column], -${CLAMP}, ${CLAMP});
        let before = largest;
        largest = max(before, logit);
        total = total * exp(before - largest) + exp(logit - largest);
      }
      let at = (uniforms.firstChunk + index / columns) * uniforms.outShape.y * uniforms.outShape.z + column;
      result[at] = largest;
      result[at + columns] = total;
    }
  `,
};

interface Widths {
  readonly logits: boolean;
  readonly v: boolean;
}

/** exp(logits - maximum of the chunk)ᵀ · v of each chunk: [chunks, columns, channels]; a thread makes 8 × 8 values. */
const chunkSums: Shader<Widths> = {
  name: 'crossAttend.chunkSums',
  threads: 64,
  source: (wide) => `
    ${rowReader('logits', 'uniforms.logitsShape.y', wide.logits)}
    ${rowReader('v', 'uniforms.vShape.y', wide.v)}
    ${rowWriter('uniforms.outShape.z', wide.v)}
    fn share(row: i32, quad: i32, largest: vec4<f32>) -> vec4<f32> {
      return exp(clamp(read_logits(row, quad), vec4<f32>(-${CLAMP}), vec4<f32>(${CLAMP})) - largest);
    }
    fn largest(at: i32) -> vec4<f32> { return vec4<f32>(statistics[at], statistics[at + 1], statistics[at + 2], statistics[at + 3]); }
    fn main(index: i32) {
      let columns = uniforms.logitsShape.y;
      let across = (uniforms.vShape.y + 7) / 8;
      let down = (columns + 7) / 8;
      let quad = index % across * 2;
      let column = index / across % down * 8;
      let first = index / across / down * uniforms.chunk;
      if (first >= uniforms.logitsShape.x) { return; }
      let chunk = uniforms.firstChunk + index / across / down;
      let largest0 = largest(chunk * 2 * columns + column);
      let largest1 = largest(chunk * 2 * columns + column + 4);
      ${times(8, (i) => `var sum${i}_0 = vec4<f32>(0); var sum${i}_1 = vec4<f32>(0);`)}
      for (var row = first; row < min(first + uniforms.chunk, uniforms.logitsShape.x); row++) {
        let share0 = share(row, column / 4, largest0);
        let share1 = share(row, column / 4 + 1, largest1);
        let v0 = read_v(uniforms.begin + row, quad);
        let v1 = read_v(uniforms.begin + row, quad + 1);
        ${times(8, (i) => `sum${i}_0 += share${i >> 2}[${i & 3}] * v0; sum${i}_1 += share${i >> 2}[${i & 3}] * v1;`)}
      }
      ${times(8, (i) => `if (column + ${i} < columns) { let row = chunk * columns + column + ${i}; write(row, quad, sum${i}_0); write(row, quad + 1, sum${i}_1); }`)}
    }
  `,
};

/** The chunks put together: averages under the softmax over all locations, [columns, channels]. */
const joinChunks: Shader = {
  name: 'crossAttend.joinChunks',
  threads: 64,
  source: () => `
    fn main(index: i32) {
      let size = uniforms.outShape.x * uniforms.outShape.y;
      let columns = uniforms.outShape.x;
      if (index >= size) { return; }
      let column = index / uniforms.outShape.y;
      var largest = -3e38;
      var total = 0.0;
      var sum = 0.0;
      for (var chunk = 0; chunk < uniforms.sumsShape.x; chunk++) {
        let before = largest;
        let own = statistics[chunk * 2 * columns + column];
        largest = max(before, own);
        let kept = exp(before - largest);
        let share = exp(own - largest);
        total = total * kept + share * statistics[(chunk * 2 + 1) * columns + column];
        sum = sum * kept + share * sums[chunk * size + index];
      }
      result[index] = sum / total;
    }
  `,
};

/**
 * X-MHA's core, block by block of locations, so that no matrix of all logits exists; the softmax over locations is put together from
 * chunks. See crossAttend.
 */
export function crossAttend(
  backend: WebGPUBackend,
  inputs: Record<string, TensorInfo>,
  { heads }: { heads: number },
): TensorInfo[] {
  const { v, keys, keyBias, values, bias, gamma, mask } = inputs as Record<
    'v' | 'keys' | 'keyBias' | 'values' | 'bias' | 'gamma' | 'mask',
    TensorInfo
  >;
  const [locations, channels] = v.shape as [number, number];
  const columns = keys.shape[1]!;
  const chunk = Math.max(
    MIN_CHUNK,
    Math.ceil(locations / Math.max(1, Math.floor(MAX_PARTIALS / (columns * channels)))),
  );
  const block = chunk * Math.max(1, Math.floor(MAX_LOGITS / columns / chunk));
  const chunks = Math.ceil(locations / chunk);
  const wide = { logits: isWide(columns), v: isWide(channels) };
  const allot = (...shape: number[]) => backend.makeTensorInfo(shape, 'float32');
  const [visual, statistics, sums] = [
    allot(locations, channels),
    allot(chunks, 2, columns),
    allot(chunks, columns, channels),
  ];
  for (let begin = 0; begin < locations; begin += block) {
    const count = Math.min(block, locations - begin);
    const firstChunk = begin / chunk;
    const own = Math.ceil(count / chunk);
    const logits = product(backend, { a: v, b: keys, bias: keyBias, rows: { begin, count } });
    dispatch(backend, chunkStatistics, {
      inputs: { logits: { tensor: logits } },
      out: { shape: statistics.shape, tensor: statistics },
      constants: {},
      uniforms: { chunk, firstChunk },
      workgroups: Math.ceil((own * columns) / chunkStatistics.threads),
    });
    dispatch(backend, chunkSums, {
      inputs: {
        logits: { tensor: logits, wide: wide.logits },
        v: { tensor: v, wide: wide.v },
        statistics: { tensor: statistics },
      },
      out: { shape: sums.shape, tensor: sums, wide: wide.v },
      constants: wide,
      uniforms: { begin, chunk, firstChunk },
      workgroups: Math.ceil((own * Math.ceil(columns / 8) * Math.ceil(channels / 8)) / chunkSums.threads),
    });
    const attention = dispatch(backend, overTokens, {
      inputs: { logits: { tensor: logits }, mask: { tensor: mask } },
      out: { shape: logits.shape },
      constants: {},
      workgroups: Math.ceil((count * heads) / overTokens.threads),
    });
    product(backend, { a: attention, b: values, bias, residual: v, scale: gamma, into: { tensor: visual, begin } });
    for (const { dataId } of [logits, attention]) backend.disposeData(dataId);
  }
  const pooled = dispatch(backend, joinChunks, {
    inputs: { statistics: { tensor: statistics }, sums: { tensor: sums } },
    out: { shape: [columns, channels] },
    constants: {},
    workgroups: Math.ceil((columns * channels) / joinChunks.threads),
  });
  for (const { dataId } of [statistics, sums]) backend.disposeData(dataId);
  return [visual, pooled];
}
