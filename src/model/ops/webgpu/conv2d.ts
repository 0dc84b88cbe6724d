import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isPacked, matrixShape } from '../halves';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter, times, vectorReader, weightReader } from './wgsl';

/** 8 × 8 threads, each of which makes 8 locations × one or two quads of outputs. */
const SIDE = 8;
const ROWS = 8;

interface Constants {
  /** 1 or 2; there are few outputs for the offsets of deformable convolutions. */
  readonly quads: number;
  readonly kernel: number;
  readonly wideX: boolean;
  readonly wideWeight: boolean;
  readonly packed: boolean;
}

/** Convolution as a matrix product whose left factor is read where it lies; as `product`, from the caches. */
const shader: Shader<Constants> = {
  name: 'conv2d',
  threads: SIDE * SIDE,
  source: ({ quads, kernel, wideX, wideWeight, packed }) => {
    const quadOf = (q: number) => `firstQuad + ${q * SIDE}`;
    const locationOf = (r: number) => `firstLocation + ${r * SIDE}`;
    return `
    ${rowReader('x', 'uniforms.xShape.z', wideX)}
    ${weightReader('weight', 'uniforms.outShape.z', wideWeight, packed)}
    ${vectorReader('bias')}
    ${rowWriter('uniforms.outShape.z', wideWeight)}

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

export function conv2d(
  backend: WebGPUBackend,
  { x, weight, bias }: Record<string, TensorInfo>,
  { stride }: { stride: number },
): TensorInfo {
  const [h, w, channels] = x!.shape as [number, number, number];
  const [kernel, , , outputs] = matrixShape(weight!) as [number, number, number, number];
  const out = (size: number) => Math.floor((size + 2 * Math.floor(kernel / 2) - kernel) / stride) + 1;
  const shape = [out(h), out(w), outputs] as const;
  const quads = outputs > 4 * SIDE ? 2 : 1;
  const constants = { quads, kernel, wideX: isWide(channels), wideWeight: isWide(outputs), packed: isPacked(weight!) };
  return dispatch(backend, shader, {
    inputs: {
      x: { tensor: x!, wide: constants.wideX },
      weight: { tensor: weight!, wide: constants.wideWeight },
      bias: { tensor: bias! },
    },
    out: { shape, wide: constants.wideWeight },
    constants,
    uniforms: { stride },
    workgroups: Math.ceil((shape[0] * shape[1]) / (ROWS * SIDE)) * Math.ceil(outputs / (4 * quads * SIDE)),
  });
}
