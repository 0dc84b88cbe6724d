import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import { isFloat16 } from '../weights';
import type { Kernel } from './kernel';
import { isVec4, rowReader, rowWriter, times, vectorReader, weightInput, weightReader } from './wgsl';

/** Each of 8 × 16 threads makes 8 locations × 8 outputs; the 8 rows of threads share the samples of 64 locations. */
const TILE = { rows: 8, quads: 2, threadRows: 8, threadColumns: 16 } as const;
const LOCATIONS = TILE.rows * TILE.threadRows;
const QUADS = TILE.quads * TILE.threadColumns;
/** Vectors of four channels that are sampled at once. */
const DEPTH = 4;

interface Constants {
  readonly vec4X: boolean;
  readonly vec4Weight: boolean;
  readonly float16: boolean;
}

/** Modulated deformable convolution as one matrix product, whose left factor is sampled on the way in. See mappedDeformConv2d. */
const deformConv: Shader<Constants> = {
  name: 'deformConv2d',
  threads: TILE.threadRows * TILE.threadColumns,
  source: ({ vec4X, vec4Weight, float16 }) => `
    ${rowReader('x', 'uniforms.xShape.z', vec4X)}
    ${weightReader('weight', 'uniforms.outShape.z', vec4Weight, float16)}
    ${vectorReader('bias')}
    ${rowWriter('uniforms.outShape.z', vec4Weight)}

    var<workgroup> weights: array<vec4<f32>, ${LOCATIONS}>;
    var<workgroup> corners: array<vec4<i32>, ${LOCATIONS}>;
    var<workgroup> samples: array<vec4<f32>, ${LOCATIONS * DEPTH}>;

    // The map [h, w, 27] as the official CUDA op reads it: channel by channel, and as if it had the size of the output.
    fn mapped(channel: i32, firstChannel: i32, location: i32) -> f32 {
      let area = uniforms.mapShape.x * uniforms.mapShape.y;
      let flat = channel * uniforms.outShape.x * uniforms.outShape.y + location;
      return map[flat % area * 27 + firstChannel + flat / area];
    }

    // Where a point of the kernel falls for a location, and the weights of the four pixels around it.
    fn locate(slot: i32, location: i32, point: i32) {
      let size = uniforms.xShape.xy;
      let at = vec2<i32>(location / uniforms.outShape.y, location % uniforms.outShape.y) * uniforms.stride - 1 + vec2<i32>(point / 3, point % 3);
      let position = vec2<f32>(at) + vec2<f32>(mapped(2 * point, 0, location), mapped(2 * point + 1, 0, location));
      let mask = 1.0 / (1.0 + exp(-mapped(point, 18, location)));
      let before = floor(position);
      let fraction = position - before;
      let last = vec2<f32>(size - 1);
      let near = vec2<i32>(clamp(before, vec2<f32>(0), last));
      let far = vec2<i32>(clamp(before + 1, vec2<f32>(0), last));
      let weight0 = (1.0 - fraction) * vec2<f32>((before >= vec2<f32>(0)) & (before <= last));
      let weight1 = fraction * vec2<f32>((before + 1 >= vec2<f32>(0)) & (before + 1 <= last));
      weights[slot] = mask * vec4<f32>(weight0.x * weight0.y, weight0.x * weight1.y, weight1.x * weight0.y, weight1.x * weight1.y);
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
        if (lane < ${LOCATIONS}) { locate(lane, min(firstLocation + lane, locations - 1), point); }
        for (var depth = 0; depth < channels; depth += ${4 * DEPTH}) {
          workgroupBarrier();
          for (var i = lane; i < ${LOCATIONS * DEPTH}; i += ${TILE.threadRows * TILE.threadColumns}) {
            let corner_weight = weights[i / ${DEPTH}];
            let corner = corners[i / ${DEPTH}];
            let quad = depth / 4 + i % ${DEPTH};
            samples[i] = corner_weight.x * read_x(corner.x, quad) + corner_weight.y * read_x(corner.y, quad) + corner_weight.z * read_x(corner.z, quad) + corner_weight.w * read_x(corner.w, quad);
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

export const mappedDeformConv2d: Kernel<'MappedDeformConv2d'> = (backend, inputs, { outH, outW, stride }) => {
  const { x, map, weight, bias } = inputs;
  const [, , , outputs] = weight.shape;
  const [vec4X, vec4Weight] = [isVec4(x.shape[2]), isVec4(outputs)];
  return dispatch(backend, deformConv, {
    inputs: {
      x: { tensor: x, vec4: vec4X },
      map: { tensor: map },
      weight: weightInput(weight, vec4Weight),
      bias: { tensor: bias },
    },
    out: { shape: [outH, outW, outputs], vec4: vec4Weight },
    constants: { vec4X, vec4Weight, float16: isFloat16(weight) },
    uniforms: { stride },
    workgroups: Math.ceil((outH * outW) / LOCATIONS) * Math.ceil(outputs / (4 * QUADS)),
  });
};
