import type { GlipConfig } from '../../src/model/config/config';
import { readGlip } from '../../src/model/network/glip';
import type { CheckpointTensor } from '../../src/model/checkpoint/tensors/checkpoint';
import { parameterShapes } from '../../src/model/network/params';
import { elementCount } from '../../src/model/checkpoint/tensors/strided';

/** All weights of a model, each made of zeros when it is read. */
export function zeroWeights(config: GlipConfig, dtype: Dtype = 'float32'): ReadonlyMap<string, CheckpointTensor> {
  return new Map(
    [...parameterShapes((scope) => readGlip(scope, config))].map(([name, shape]) => [name, zeros(shape, dtype)]),
  );
}

type Dtype = keyof typeof BYTES;
const BYTES = { float32: 4, float16: 2 } as const;

function zeros(shape: readonly number[], dtype: Dtype): CheckpointTensor {
  const bytes = BYTES[dtype] * elementCount(shape);
  return { dtype, shape, bytes, read: () => Promise.resolve(new Uint8Array(bytes)) };
}
