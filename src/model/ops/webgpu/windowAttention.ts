import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import { SHIFT_PENALTY } from '../windowLayout';
import type { Kernel } from './kernel';
import { isVec4, times } from './wgsl';

interface Constants {
  /** Values of a head. */
  readonly depth: number;
  readonly vec4: boolean;
}

/**
 * Attention inside windows: a thread computes one query of one head, and goes through the keys of its window once. Shift, padding and
 * partition are where it reads and writes; the softmax is online, relative to the largest logit so far. See windowAttention.
 */
const attention: Shader<Constants> = {
  name: 'windowAttention',
  threads: 64,
  source: ({ depth, vec4 }) => {
    const quads = Math.ceil(depth / 4);
    const value = (name: string, i: number) => `select(0.0, ${name}[at + ${i}], 4 * quad + ${i} < ${depth})`;
    const values = (name: string) => `vec4<f32>(${[0, 1, 2, 3].map((i) => value(name, i)).join(', ')})`;
    return `
    // Part 0, 1, 2 is the query, key, value of a head at a location of the map; one past the last is padding.
    fn valuesAt(location: i32, part: i32, head: i32, quad: i32) -> vec4<f32> {
      let area = uniforms.h * uniforms.w;
      ${
        vec4
          ? `let at = (part * uniforms.outShape.y + head * ${depth}) / 4 + quad;
      if (location == area) { return padding[at]; }
      return qkv[location * (uniforms.qkvShape.y / 4) + at];`
          : `var at = part * uniforms.outShape.y + head * ${depth} + 4 * quad;
      if (location == area) { return ${values('padding')}; }
      at += location * uniforms.qkvShape.y;
      return ${values('qkv')};`
      }
    }

    // The location of a position in the shifted, padded map.
    fn location(position: vec2<i32>, padded: vec2<i32>) -> i32 {
      let at = (position + uniforms.shift) % padded;
      return select(uniforms.h * uniforms.w, at.x * uniforms.w + at.y, at.x < uniforms.h && at.y < uniforms.w);
    }

    // Positions of different regions were brought together by the shift alone.
    fn region(position: vec2<i32>, padded: vec2<i32>) -> vec2<i32> {
      return vec2<i32>(position >= padded - uniforms.size) + vec2<i32>(position >= padded - uniforms.shift);
    }

    fn main(index: i32) {
      let side = uniforms.size;
      let heads = uniforms.positionBiasShape.y;
      let windows = vec2<i32>((uniforms.h + side - 1) / side, (uniforms.w + side - 1) / side);
      let padded = windows * side;
      let query = index % (side * side);
      let head = index / (side * side) % heads;
      let window = index / (side * side * heads);
      if (window >= windows.x * windows.y) { return; }
      let first = vec2<i32>(window / windows.y, window % windows.y) * side;
      let own = vec2<i32>(query / side, query % side);
      let ownLocation = location(first + own, padded);
      if (ownLocation == uniforms.h * uniforms.w) { return; }
      let ownRegion = region(first + own, padded);
      let scale = ${depth ** -0.5};
      ${times(quads, (i) => `let q${i} = scale * valuesAt(ownLocation, 0, head, ${i}); var sum${i} = vec4<f32>(0);`)}
      var largest = -3e38;
      var total = 0.0;
      for (var y = 0; y < side; y++) {
        for (var x = 0; x < side; x++) {
          let other = vec2<i32>(y, x);
          let key = location(first + other, padded);
          let apart = own - other + side - 1;
          var logit = positionBias[(apart.x * (2 * side - 1) + apart.y) * heads + head];
          ${times(quads, (i) => `logit += dot(q${i}, valuesAt(key, 1, head, ${i}));`)}
          if (uniforms.shift > 0 && any(region(first + other, padded) != ownRegion)) { logit += ${SHIFT_PENALTY}; }
          let before = largest;
          largest = max(before, logit);
          let kept = exp(before - largest);
          let probability = exp(logit - largest);
          total = total * kept + probability;
          ${times(quads, (i) => `sum${i} = sum${i} * kept + probability * valuesAt(key, 2, head, ${i});`)}
        }
      }
      ${
        vec4
          ? `let at = (ownLocation * uniforms.outShape.y + head * ${depth}) / 4;
      ${times(quads, (i) => `result[at + ${i}] = sum${i} / total;`)}`
          : `let at = ownLocation * uniforms.outShape.y + head * ${depth};
      ${times(depth, (i) => `result[at + ${i}] = sum${i >> 2}[${i & 3}] / total;`)}`
      }
    }
  `;
  },
};

export const windowAttention: Kernel<'WindowAttention'> = (backend, inputs, { h, w, size, shift }) => {
  const { qkv, padding, positionBias } = inputs;
  const channels = qkv.shape[1] / 3;
  const heads = positionBias.shape[1];
  const depth = channels / heads;
  const vec4 = isVec4(depth);
  const queries = Math.ceil(h / size) * Math.ceil(w / size) * heads * size ** 2;
  return dispatch(backend, attention, {
    inputs: {
      qkv: { tensor: qkv, vec4 },
      padding: { tensor: padding, vec4 },
      positionBias: { tensor: positionBias },
    },
    out: { shape: [h * w, channels], vec4 },
    constants: { depth, vec4 },
    uniforms: { h, w, size, shift },
    workgroups: Math.ceil(queries / attention.threads),
  });
};
