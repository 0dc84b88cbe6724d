import type { GlipConfig } from '../../src/model/config';
import { readGlip } from '../../src/model/glip';
import type { CheckpointTensor } from '../../src/model/weights/checkpoint';
import { parameterShapes } from '../../src/model/weights/params';
import { elementCount } from '../../src/model/weights/torch/strided';

/** All weights of a model, each made of zeros when it is read. */
export function zeroWeights(config: GlipConfig): ReadonlyMap<string, CheckpointTensor> {
  return new Map([...parameterShapes((scope) => readGlip(scope, config))].map(([name, shape]) => [name, zeros(shape)]));
}

function zeros(shape: readonly number[]): CheckpointTensor {
  const bytes = Float32Array.BYTES_PER_ELEMENT * elementCount(shape);
  return { dtype: 'float32', shape, bytes, read: () => Promise.resolve(new Uint8Array(bytes)) };
}
