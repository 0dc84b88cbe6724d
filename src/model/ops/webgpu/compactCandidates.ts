import { CAPACITY, type Compaction } from '../compactCandidates';
import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import type { Kernel } from './kernel';

/** Sets the count to zero. */
const clear: Shader = {
  name: 'compactCandidates.clear',
  threads: 1,
  source: () => `fn main(index: i32) { if (index < uniforms.outShape.x) { result[0] = 0; } }`,
};

/** A thread takes a location and a phrase; a pair that passes the threshold takes the next row of the result. Row 0 holds the count. */
const collect: Shader<Compaction> = {
  name: 'compactCandidates.collect',
  threads: 64,
  source: ({ aggregation, threshold, useCenterness }) => `
    fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
    // log σ(x), which does not underflow.
    fn logSigmoid(x: f32) -> f32 { return min(x, 0.0) - log(1.0 + exp(-abs(x))); }
    fn probability(location: i32, phrase: i32) -> f32 {
      let first = phrases[phrase];
      let end = phrases[phrase + 1];
      var sum = ${aggregation === 'max' ? '-3e38' : '0.0'};
      for (var i = first; i < end; i++) {
        let logit = alignment[location * uniforms.alignmentShape.y + phrases[i]];
        ${{ mean: 'sum += sigmoid(logit);', max: 'sum = max(sum, logit);', power: 'sum += logSigmoid(logit);' }[aggregation]}
      }
      return ${{ mean: 'sum / f32(end - first)', max: 'sigmoid(sum)', power: 'exp(sum / f32(end - first))' }[aggregation]};
    }
    fn main(index: i32) {
      if (index >= uniforms.alignmentShape.x * uniforms.phraseCount) { return; }
      let location = index / uniforms.phraseCount;
      let fits = probability(location, index % uniforms.phraseCount);
      if (fits <= ${threshold}) { return; }
      let number = atomicAdd(&result[0], 1) + 1;
      if (number > ${CAPACITY}) { return; }
      let score = ${useCenterness ? 'fits * sigmoid(centerness[location])' : 'fits + 0.0 * centerness[location]'};
      atomicStore(&result[6 * number], index);
      atomicStore(&result[6 * number + 1], bitcast<i32>(score));
      for (var i = 0; i < 4; i++) { atomicStore(&result[6 * number + 2 + i], bitcast<i32>(boxes[4 * location + i])); }
    }
  `,
};

export const compactCandidates: Kernel<'CompactCandidates'> = (backend, inputs, { phraseCount, ...compaction }) => {
  const { alignment, boxes, centerness, phrases } = inputs;
  const shape = [CAPACITY + 1, 6];
  const out = dispatch(backend, clear, {
    inputs: {},
    out: { shape, dtype: 'int32' },
    constants: {},
    workgroups: 1,
  });
  return dispatch(backend, collect, {
    inputs: {
      alignment: { tensor: alignment },
      boxes: { tensor: boxes },
      centerness: { tensor: centerness },
      phrases: { tensor: phrases },
    },
    out: { shape, dtype: 'int32', tensor: out, atomic: true },
    constants: compaction,
    uniforms: { phraseCount },
    workgroups: Math.ceil((alignment.shape[0] * phraseCount) / collect.threads),
  });
};
