import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import type { Kernel } from './kernel';

/** Values of a head that one thread computes: a prompt has few tokens, so a head is divided to keep the GPU busy. */
const PART = 8;

interface Constants {
  /** Values of a head. */
  readonly depth: number;
  readonly limit: number;
}

/** A thread computes some values of one query of one head, going through the keys once; with the online softmax of windowAttention. */
const shader: Shader<Constants> = {
  name: 'selfAttention',
  threads: 64,
  source: ({ depth, limit }) => `
    fn main(index: i32) {
      let width = uniforms.outShape.y;
      let parts = (${depth} + ${PART - 1}) / ${PART};
      let first = index % parts * ${PART};
      let head = index / parts % uniforms.heads;
      let query = index / parts / uniforms.heads;
      if (query >= uniforms.outShape.x) { return; }
      let own = query * width + head * ${depth};
      var sum: array<f32, ${PART}>;
      var largest = -3e38;
      var total = 0.0;
      for (var token = 0; token < uniforms.outShape.x; token++) {
        let other = token * width + head * ${depth};
        var logit = 0.0;
        for (var i = 0; i < ${depth}; i++) { logit += q[own + i] * k[other + i]; }
        logit *= ${depth ** -0.5};
        ${limit < Infinity ? `logit = clamp(logit, -${limit}, ${limit});` : ''}
        logit += mask[token];
        let before = largest;
        largest = max(before, logit);
        let kept = exp(before - largest);
        let probability = exp(logit - largest);
        total = total * kept + probability;
        for (var i = 0; i < ${PART}; i++) { sum[i] = sum[i] * kept + probability * v[other + min(first + i, ${depth - 1})]; }
      }
      for (var i = 0; i < ${PART}; i++) { if (first + i < ${depth}) { result[own + first + i] = sum[i] / total; } }
    }
  `,
};

export const selfAttention: Kernel<'SelfAttention'> = (backend, { q, k, v, mask }, { heads, limit }) => {
  const [tokens, width] = q.shape;
  const depth = width / heads;
  return dispatch(backend, shader, {
    inputs: { q: { tensor: q }, k: { tensor: k }, v: { tensor: v }, mask: { tensor: mask } },
    out: { shape: q.shape },
    // JSON has no infinity: in the pipeline's key it is null.
    constants: { depth, limit },
    uniforms: { heads },
    workgroups: Math.ceil((tokens * heads * Math.ceil(depth / PART)) / shader.threads),
  });
};
