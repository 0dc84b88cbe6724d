import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isPacked, matrixShape } from '../halves';
import { dispatch, type Shader } from './program';
import { isWide, rowReader, rowWriter, times, vectorReader, weightReader } from './wgsl';

/** Each of 8 × 16 threads makes 8 locations × 8 outputs; the 8 rows of threads share the samples of 64 locations. */
const TILE = { rows: 8, quads: 2, threadRows: 8, threadColumns: 16 } as const;
const LOCATIONS = TILE.rows * TILE.threadRows;
const QUADS = TILE.quads * TILE.threadColumns;
/** Quads of channels that are sampled at once. */
const DEPTH = 4;

interface Constants {
  readonly wideX: boolean;
  readonly wideWeight: boolean;
  readonly packed: boolean;
}

/** Modulated deformable convolution as one matrix product, whose left factor is sampled on the way in. See mappedDeformConv2d. */
const deformConv: Shader<Constants> = {
  name: 'deformConv2d',
  threads: TILE.threadRows * TILE.threadColumns,
  source: ({ wideX, wideWeight, packed }) => `
    ${rowReader('x', 'uniforms.xShape.z', wideX)}
    ${weightReader('weight', 'uniforms.outShape.z', wideWeight, packed)}
    ${vectorReader('bias')}
    ${rowWriter('uniforms.outShape.z', wideWeight)}

    var<workgroup> shares: array<vec4<f32>, ${LOCATIONS}>;
    var<workgroup> corners: array<vec4<i32>, ${LOCATIONS}>;
    var<workgroup> samples: array<vec4<f32>, ${LOCATIONS * DEPTH}>;

    // The map [h, w, 27] as the official CUDA op reads it: channel by channel, and as if it had the size of the output.
    fn mapped(channel: i32, firstChannel: i32, location: i32) -> f32 {
      let area = uniforms.mapShape.x * uniforms.mapShape.y;
      let flat = channel * uniforms.outShape.x * uniforms.outShape.y + location;
      return map[flat % area * 27 + firstChannel + flat / area];
    }

    // Where a point of the kernel falls for a location, and how much of each of the four pixels around it is taken.
    fn place(slot: i32, location: i32, point: i32) {
      let size = uniforms.xShape.xy;
      let at = vec2<i32>(location / uniforms.outShape.y, location % uniforms.outShape.y) * uniforms.stride - 1 + vec2<i32>(point / 3, point % 3);
      let position = vec2<f32>(at) + vec2<f32>(mapped(2 * point, 0, location), mapped(2 * point + 1, 0, location));
      let mask = 1.0 / (1.0 + exp(-mapped(point, 18, location)));
      let before = floor(position);
      let fraction = position - before;
      let last = vec2<f32>(size - 1);
      let near = vec2<i32>(clamp(before, vec2<f32>(0), last));
      let far = vec2<i32>(clamp(before + 1, vec2<f32>(0), last));
      let share0 = (1.0 - fraction) * vec2<f32>((before >= vec2<f32>(0)) & (before <= last));
      let share1 = fraction * vec2<f32>((before + 1 >= vec2<f32>(0)) & (before + 1 <= last));
      shares[slot] = mask * vec4<f32>(share0.x * share0.y, share0.x * share1.y, share1.x * share0.y, share1.x * share1.y);
      corners[slot] = vec4<i32>(vec2<i32>(near.x, near.x) * size.y + vec2<i32>(near.y, far.y), vec2<i32>(far.x, far.x) * size.y + vec2<i32>(near.y, far.y));
    }

    fn main(index: i32) {
      let lane = i32(localIndex);
      let group = index / ${TILE.threadRows * TILE.threadColumns};
      let blocks = (uniforms.outShape.z + ${4 * QUADS - 1}) / ${4 * QUADS};
      let firstLocation = group / blocks * ${LOCATIONS};
      let firstQuad = group % blocks * ${QUADS} + lane % ${TILE.threadColumns};
      let row = lane / ${TILE.threadColumns};
      let channels = uniforms.xShape.z;
      let locations = uniforms.outShape.x * uniforms.outShape.y;
      ${times(TILE.quads, (q) => `let bias${q} = read_bias(firstQuad + ${q * TILE.threadColumns});`)}
      ${times(TILE.rows, (r) => times(TILE.quads, (q) => `var sum${r}_${q} = bias${q};`))}

      for (var point = 0; point < 9; point++) {
        if (lane < ${LOCATIONS}) { place(lane, min(firstLocation + lane, locations - 1), point); }
        for (var depth = 0; depth < channels; depth += ${4 * DEPTH}) {
          workgroupBarrier();
          for (var i = lane; i < ${LOCATIONS * DEPTH}; i += ${TILE.threadRows * TILE.threadColumns}) {
            let share = shares[i / ${DEPTH}];
            let corner = corners[i / ${DEPTH}];
            let quad = depth / 4 + i % ${DEPTH};
            samples[i] = share.x * read_x(corner.x, quad) + share.y * read_x(corner.y, quad) + share.z * read_x(corner.z, quad) + share.w * read_x(corner.w, quad);
          }
          workgroupBarrier();
          for (var k = 0; k < min(${DEPTH}, (channels - depth + 3) / 4); k++) {
            let input = point * channels + depth + 4 * k;
            ${times(TILE.quads, (q) => {
              const at = `firstQuad + ${q * TILE.threadColumns}`;
              return `let w${q} = mat4x4<f32>(read_weight(input, ${at}), read_weight(input + 1, ${at}), read_weight(input + 2, ${at}), read_weight(input + 3, ${at}));`;
            })}
            ${times(TILE.rows, (r) => `{ let s = samples[(row + ${r * TILE.threadRows}) * ${DEPTH} + k]; ${times(TILE.quads, (q) => `sum${r}_${q} += w${q} * s;`)} }`)}
          }
        }
      }
      ${times(TILE.rows, (r) => {
        const location = `firstLocation + row + ${r * TILE.threadRows}`;
        return `if (${location} < locations) { ${times(TILE.quads, (q) => `write(${location}, firstQuad + ${q * TILE.threadColumns}, sum${r}_${q});`)} }`;
      })}
    }
  `,
};

interface Attributes {
  readonly outH: number;
  readonly outW: number;
  readonly stride: number;
}

export function mappedDeformConv2d(
  backend: WebGPUBackend,
  { x, map, weight, bias }: Record<string, TensorInfo>,
  { outH, outW, stride }: Attributes,
): TensorInfo {
  const outputs = matrixShape(weight!)[3]!;
  const constants = { wideX: isWide(x!.shape[2]!), wideWeight: isWide(outputs), packed: isPacked(weight!) };
  return dispatch(backend, deformConv, {
    inputs: {
      x: { tensor: x!, wide: constants.wideX },
      map: { tensor: map! },
      weight: { tensor: weight!, wide: constants.wideWeight },
      bias: { tensor: bias! },
    },
    out: { shape: [outH, outW, outputs], wide: constants.wideWeight },
    constants,
    uniforms: { stride },
    workgroups: Math.ceil((outH * outW) / LOCATIONS) * Math.ceil(outputs / (4 * QUADS)),
  });
}
