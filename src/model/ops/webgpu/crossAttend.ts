import { LOGIT_LIMIT } from '../attention';
import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import type { Kernel } from './kernel';
import { product } from './product';
import { isVec4, rowReader, rowWriter, times } from './wgsl';

/** The most logits that exist at a time, in values: 64 MB, however large the picture and long the prompt. */
const MAX_LOGITS = 2 ** 24;
/** The most partial averages of the text side that exist at a time, in values. */
const MAX_PARTIALS = 2 ** 24;
/** The least locations that one thread averages. */
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
        let logit = clamp(logits[first + i], -${LOGIT_LIMIT}, ${LOGIT_LIMIT}) + mask[i];
        let before = largest;
        largest = max(before, logit);
        total = total * exp(before - largest) + exp(logit - largest);
      }
      for (var i = 0; i < tokens; i++) {
        result[first + i] = exp(clamp(logits[first + i], -${LOGIT_LIMIT}, ${LOGIT_LIMIT}) + mask[i] - largest) / total;
      }
    }
  `,
};

/** The maximum of each column of logits in each chunk of locations, and the sum of exponentials relative to it: [chunks, 2, columns]. */
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
        let logit = clamp(logits[row * columns + column], -${LOGIT_LIMIT}, ${LOGIT_LIMIT});
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

interface Vec4s {
  readonly logits: boolean;
  readonly v: boolean;
}

/** exp(logits - maximum of the chunk)ᵀ · v of each chunk: [chunks, columns, channels]; a thread makes 8 × 8 values. */
const chunkSums: Shader<Vec4s> = {
  name: 'crossAttend.chunkSums',
  threads: 64,
  source: (vec4) => `
    ${rowReader('logits', 'uniforms.logitsShape.y', vec4.logits)}
    ${rowReader('v', 'uniforms.vShape.y', vec4.v)}
    ${rowWriter('uniforms.outShape.z', vec4.v)}
    fn exponential(row: i32, quad: i32, largest: vec4<f32>) -> vec4<f32> {
      return exp(clamp(read_logits(row, quad), vec4<f32>(-${LOGIT_LIMIT}), vec4<f32>(${LOGIT_LIMIT})) - largest);
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
        let exponential0 = exponential(row, column / 4, largest0);
        let exponential1 = exponential(row, column / 4 + 1, largest1);
        let v0 = read_v(uniforms.begin + row, quad);
        let v1 = read_v(uniforms.begin + row, quad + 1);
        ${times(8, (i) => `sum${i}_0 += exponential${i >> 2}[${i & 3}] * v0; sum${i}_1 += exponential${i >> 2}[${i & 3}] * v1;`)}
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
        let maximum = statistics[chunk * 2 * columns + column];
        largest = max(before, maximum);
        let kept = exp(before - largest);
        let factor = exp(maximum - largest);
        total = total * kept + factor * statistics[(chunk * 2 + 1) * columns + column];
        sum = sum * kept + factor * sums[chunk * size + index];
      }
      result[index] = sum / total;
    }
  `,
};

/**
 * X-MHA's core, block by block of locations, so that no matrix of all logits exists; the softmax over locations is put together from
 * chunks. See crossAttend.
 */
export const crossAttend: Kernel<'CrossAttend'> = (backend, inputs, { heads }) => {
  const { v, keys, keyBias, values, bias, gamma, mask } = inputs;
  const [locations, channels] = v.shape;
  const [, columns] = keys.shape;
  const maxChunks = Math.max(1, Math.floor(MAX_PARTIALS / (columns * channels)));
  const chunk = Math.max(MIN_CHUNK, Math.ceil(locations / maxChunks));
  const block = chunk * Math.max(1, Math.floor(MAX_LOGITS / columns / chunk));
  const chunks = Math.ceil(locations / chunk);
  const vec4 = { logits: isVec4(columns), v: isVec4(channels) };
  const allocate = (...shape: number[]) => backend.makeTensorInfo(shape, 'float32');
  const visual = allocate(locations, channels);
  const statistics = allocate(chunks, 2, columns);
  const sums = allocate(chunks, columns, channels);
  for (let begin = 0; begin < locations; begin += block) {
    const count = Math.min(block, locations - begin);
    const firstChunk = begin / chunk;
    const blockChunks = Math.ceil(count / chunk);
    const logits = product(backend, { a: v, b: keys, bias: keyBias, rows: { begin, count } });
    dispatch(backend, chunkStatistics, {
      inputs: { logits: { tensor: logits } },
      out: { shape: statistics.shape, tensor: statistics },
      constants: {},
      uniforms: { chunk, firstChunk },
      workgroups: Math.ceil((blockChunks * columns) / chunkStatistics.threads),
    });
    dispatch(backend, chunkSums, {
      inputs: {
        logits: { tensor: logits, vec4: vec4.logits },
        v: { tensor: v, vec4: vec4.v },
        statistics: { tensor: statistics },
      },
      out: { shape: sums.shape, tensor: sums, vec4: vec4.v },
      constants: vec4,
      uniforms: { begin, chunk, firstChunk },
      workgroups: Math.ceil((blockChunks * Math.ceil(columns / 8) * Math.ceil(channels / 8)) / chunkSums.threads),
    });
    const attention = dispatch(backend, overTokens, {
      inputs: { logits: { tensor: logits }, mask: { tensor: mask } },
      out: { shape: logits.shape },
      constants: {},
      workgroups: Math.ceil((count * heads) / overTokens.threads),
    });
    product(backend, {
      a: attention,
      b: values,
      bias,
      residual: v,
      scale: gamma,
      rows: { begin: 0, count },
      into: { tensor: visual, begin },
    });
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
};
