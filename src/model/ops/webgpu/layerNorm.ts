import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import type { Kernel } from './kernel';
import { isVec4, rowReader, rowWriter, vectorReader } from './wgsl';

/** Threads that work on a row together. */
const TEAM = 16;
const THREADS = 64;

interface Constants {
  readonly epsilon: number;
  readonly vec4: boolean;
}

/** Each team of threads normalises a row: the mean, then the variance about it, then the values. */
const shader: Shader<Constants> = {
  name: 'layerNorm',
  threads: THREADS,
  source: ({ epsilon, vec4 }) => `
    ${rowReader('x', 'uniforms.weightShape', vec4)}
    ${rowWriter('uniforms.weightShape', vec4)}
    ${vectorReader('weight')}
    ${vectorReader('bias')}
    var<workgroup> sums: array<f32, ${THREADS}>;
    var<workgroup> squares: array<f32, ${THREADS}>;
    fn main(index: i32) {
      let channels = uniforms.weightShape;
      let lane = i32(localIndex);
      let member = lane % ${TEAM};
      let first = lane - member;
      let row = index / ${TEAM};
      let ownRow = min(row, uniforms.rows - 1);
      var sum = vec4<f32>(0);
      for (var quad = member; 4 * quad < channels; quad += ${TEAM}) { sum += read_x(ownRow, quad); }
      sums[lane] = sum.x + sum.y + sum.z + sum.w;
      workgroupBarrier();
      var mean = 0.0;
      for (var i = 0; i < ${TEAM}; i++) { mean += sums[first + i]; }
      mean /= f32(channels);
      var square = vec4<f32>(0);
      for (var quad = member; 4 * quad < channels; quad += ${TEAM}) {
        let centred = select(vec4<f32>(0), read_x(ownRow, quad) - mean, vec4<i32>(4 * quad) + vec4<i32>(0, 1, 2, 3) < vec4<i32>(channels));
        square += centred * centred;
      }
      squares[lane] = square.x + square.y + square.z + square.w;
      workgroupBarrier();
      var variance = 0.0;
      for (var i = 0; i < ${TEAM}; i++) { variance += squares[first + i]; }
      let scale = inverseSqrt(variance / f32(channels) + ${epsilon});
      if (row != ownRow) { return; }
      for (var quad = member; 4 * quad < channels; quad += ${TEAM}) {
        write(row, quad, (read_x(row, quad) - mean) * scale * read_weight(quad) + read_bias(quad));
      }
    }
  `,
};

export const layerNorm: Kernel<'LayerNorm'> = (backend, { x, weight, bias }, { epsilon }) => {
  const [rows, channels] = x.shape;
  const vec4 = isVec4(channels);
  return dispatch(backend, shader, {
    inputs: { x: { tensor: x, vec4 }, weight: { tensor: weight }, bias: { tensor: bias } },
    out: { shape: x.shape, vec4 },
    constants: { epsilon, vec4 },
    uniforms: { rows },
    workgroups: Math.ceil((rows * TEAM) / THREADS),
  });
};
