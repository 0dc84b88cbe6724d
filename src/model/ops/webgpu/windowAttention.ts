import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Windows } from '../windowAttention';
import { dispatch, type Shader } from './program';
import { isWide, times } from './wgsl';

interface Constants {
  /** Values of a head. */
  readonly depth: number;
  readonly wide: boolean;
}

/**
 * Attention inside windows: a thread makes one query of one head, and goes through the keys of its window once. Shift, padding and
 * partition are where it reads and writes; the softmax is kept relative to the largest logit so far. See windowAttention.
 */
const attention: Shader<Constants> = {
  name: 'windowAttention',
  threads: 64,
  source: ({ depth, wide }) => {
    const quads = Math.ceil(depth / 4);
    const value = (name: string, i: number) => `select(0.0, ${name}[at + ${i}], 4 * quad + ${i} < ${depth})`;
    const values = (name: string) => `vec4<f32>(${[0, 1, 2, 3].map((i) => value(name, i)).join(', ')})`;
    return `
    // Part 0, 1, 2 is the query, key, value of a head at a location of the map; one past the last is padding.
    fn valuesAt(location: i32, part: i32, head: i32, quad: i32) -> vec4<f32> {
      let area = uniforms.h * uniforms.w;
      ${
        wide
          ? `let at = (part * uniforms.outShape.y + head * ${depth}) / 4 + quad;
      if (location == area) { return padding[at]; }
      return qkv[location * (uniforms.qkvShape.y / 4) + at];`
          : `var at = part * uniforms.outShape.y + head * ${depth} + 4 * quad;
      if (location == area) { return ${values('padding')}; }
      at += location * uniforms.qkvShape.y;
      return ${values('qkv')};`
      }
    }

    // The location of a place in the shifted, padded map.
    fn location(place: vec2<i32>, padded: vec2<i32>) -> i32 {
      let at = (place + uniforms.shift) % padded;
      return select(uniforms.h * uniforms.w, at.x * uniforms.w + at.y, at.x < uniforms.h && at.y < uniforms.w);
    }

    // Places of different regions were brought together by the shift alone.
    fn region(place: vec2<i32>, padded: vec2<i32>) -> vec2<i32> {
      return vec2<i32>(place >= padded - uniforms.size) + vec2<i32>(place >= padded - uniforms.shift);
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
          if (uniforms.shift > 0 && any(region(first + other, padded) != ownRegion)) { logit -= 100; }
          let before = largest;
          largest = max(before, logit);
          let kept = exp(before - largest);
          let share = exp(logit - largest);
          total = total * kept + share;
          ${times(quads, (i) => `sum${i} = sum${i} * kept + share * valuesAt(key, 2, head, ${i});`)}
        }
      }
      ${
        wide
          ? `let at = (ownLocation * uniforms.outShape.y + head * ${depth}) / 4;
      ${times(quads, (i) => `result[at + ${i}] = sum${i} / total;`)}`
          : `let at = ownLocation * uniforms.outShape.y + head * ${depth};
      ${times(depth, (i) => `result[at + ${i}] = sum${i >> 2}[${i & 3}] / total;`)}`
      }
    }
  `;
  },
};

export function windowAttention(
  backend: WebGPUBackend,
  { qkv, padding, positionBias }: Record<string, TensorInfo>,
  { h, w, size, shift }: Windows,
): TensorInfo {
  const channels = qkv!.shape[1]! / 3;
  const heads = positionBias!.shape[1]!;
  const depth = channels / heads;
  const wide = isWide(depth);
  const queries = Math.ceil(h / size) * Math.ceil(w / size) * heads * size ** 2;
  return dispatch(backend, attention, {
    inputs: {
      qkv: { tensor: qkv!, wide },
      padding: { tensor: padding!, wide },
      positionBias: { tensor: positionBias! },
    },
    out: { shape: [h * w, channels], wide },
    constants: { depth, wide },
    uniforms: { h, w, size, shift },
    workgroups: Math.ceil(queries / attention.threads),
  });
}
