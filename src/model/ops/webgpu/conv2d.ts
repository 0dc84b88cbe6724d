import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import { isFloat16 } from '../weights';
import type { Kernel } from './kernel';
import { isVec4, rowReader, rowWriter, times, vectorReader, weightInput, weightReader } from './wgsl';

/** 8 × 8 threads, each of which makes 8 locations × one or two vec4 of outputs. */
const SIDE = 8;
const ROWS = 8;

interface Constants {
  /** 1 or 2: the offsets of deformable convolutions have few outputs. */
  readonly quads: number;
  readonly kernel: number;
  readonly vec4X: boolean;
  readonly vec4Weight: boolean;
  readonly float16: boolean;
}

/** Convolution as a matrix product whose left factor is read where it lies; as `product`, from the caches. */
const shader: Shader<Constants> = {
  name: 'conv2d',
  threads: SIDE * SIDE,
  source: ({ quads, kernel, vec4X, vec4Weight, float16 }) => {
    const quadOf = (q: number) => `firstQuad + ${q * SIDE}`;
    const locationOf = (r: number) => `firstLocation + ${r * SIDE}`;
    return `
    ${rowReader('x', 'uniforms.xShape.z', vec4X)}
    ${weightReader('weight', 'uniforms.outShape.z', vec4Weight, float16)}
    ${vectorReader('bias')}
    ${rowWriter('uniforms.outShape.z', vec4Weight)}

    // The pixel that a point of the kernel reads for a location, -1 where there is none.
    fn pixel(location: i32, point: i32) -> i32 {
      let at = vec2<i32>(location / uniforms.outShape.y, location % uniforms.outShape.y) * uniforms.stride + vec2<i32>(point / ${kernel}, point % ${kernel}) - ${Math.floor(kernel / 2)};
      return select(-1, at.x * uniforms.xShape.y + at.y, all(at >= vec2<i32>(0)) && all(at < uniforms.xShape.xy));
    }

    fn main(index: i32) {
      let lane = i32(localIndex);
      let blocks = (uniforms.outShape.z + ${4 * quads * SIDE - 1}) / ${4 * quads * SIDE};
      let firstLocation = index / ${SIDE * SIDE} / blocks * ${ROWS * SIDE} + lane / ${SIDE};
      let firstQuad = index / ${SIDE * SIDE} % blocks * ${quads * SIDE} + lane % ${SIDE};
      let channels = uniforms.xShape.z;
      let locations = uniforms.outShape.x * uniforms.outShape.y;
      ${times(quads, (q) => `let bias${q} = read_bias(${quadOf(q)});`)}
      ${times(ROWS, (r) => times(quads, (q) => `var sum${r}_${q} = bias${q};`))}
      for (var point = 0; point < ${kernel ** 2}; point++) {
        ${times(ROWS, (r) => `let pixel${r} = pixel(${locationOf(r)}, point);`)}
        for (var channel = 0; channel < channels; channel += 4) {
          let input = point * channels + channel;
          ${times(quads, (q) => `let w${q} = mat4x4<f32>(${[0, 1, 2, 3].map((i) => `read_weight(input + ${i}, ${quadOf(q)})`).join(', ')});`)}
          ${times(ROWS, (r) => `if (pixel${r} >= 0) { let a = read_x(pixel${r}, channel / 4); ${times(quads, (q) => `sum${r}_${q} += w${q} * a;`)} }`)}
        }
      }
      ${times(ROWS, (r) => `if (${locationOf(r)} < locations) { ${times(quads, (q) => `write(${locationOf(r)}, ${quadOf(q)}, sum${r}_${q});`)} }`)}
    }
  `;
  },
};

export const conv2d: Kernel<'Conv2d'> = (backend, { x, weight, bias }, { stride }) => {
  const [h, w, channels] = x.shape;
  const [kernel, , , outputs] = weight.shape;
  const outSize = (size: number) => Math.floor((size + 2 * Math.floor(kernel / 2) - kernel) / stride) + 1;
  const [outH, outW] = [outSize(h), outSize(w)];
  const quads = outputs > 4 * SIDE ? 2 : 1;
  const [vec4X, vec4Weight] = [isVec4(channels), isVec4(outputs)];
  return dispatch(backend, shader, {
    inputs: {
      x: { tensor: x, vec4: vec4X },
      weight: weightInput(weight, vec4Weight),
      bias: { tensor: bias },
    },
    out: { shape: [outH, outW, outputs], vec4: vec4Weight },
    constants: { quads, kernel, vec4X, vec4Weight, float16: isFloat16(weight) },
    uniforms: { stride },
    workgroups: Math.ceil((outH * outW) / (ROWS * SIDE)) * Math.ceil(outputs / (4 * quads * SIDE)),
  });
};
