import type { Tensor2D, TensorInfo } from '@tensorflow/tfjs-core';
import { LOGIT_LIMIT } from '../attention';
import { BLOCK_ROWS, LOCATIONS, TILE_ROWS } from './abi';
import type { Kernel } from './kernel';
import type { Native } from './native';

/** Columns that are pooled at once: whole tiles, whole vectors of four. */
const POOLED = 2 * TILE_ROWS;

export const crossAttend: Kernel<'CrossAttend'> = (native, inputs, { heads }) => {
  const { v, keys, keyBias, values, bias, gamma, mask } = inputs;
  const [locations, channels] = v.shape;
  const [, columns] = keys.shape;
  const [packedKeys, packedValues] = [packed(native, keys), packed(native, values)];
  const logits = native.output([locations, columns]);
  const visual = native.output([locations, channels]);
  const job = {
    v: native.at(v),
    keys: native.at(packedKeys),
    keyBias: native.at(keyBias),
    values: native.at(packedValues),
    bias: native.at(bias),
    gamma: native.at(gamma),
    mask: native.at(mask),
    logits: native.at(logits),
    visual: native.at(visual),
    channels,
    heads,
    tokens: columns / heads,
    limit: LOGIT_LIMIT,
  };
  const cost = locations * channels * columns;
  native.divide('cross_attend', job, { total: locations, quantum: TILE_ROWS, block: LOCATIONS, cost: 2 * cost });
  native.release(packedKeys);
  native.release(packedValues);

  const pooled = native.output([columns, channels]);
  const packedLocations = native.pack({ at: native.at(v), rowStep: channels, columnStep: 1 }, locations, channels);
  const pooling = {
    logits: native.at(logits),
    locations,
    columns,
    packed: packedLocations,
    pooled: native.at(pooled),
    channels,
  };
  native.divide('pool_locations', pooling, { total: columns, quantum: POOLED, block: BLOCK_ROWS, cost });
  native.release(logits);
  return [visual, pooled];
};

/** A matrix packed in memory of its own, for a kernel that reads two. */
function packed(native: Native, matrix: Tensor2D): TensorInfo {
  const [k, n] = matrix.shape;
  const buffer = native.output([native.packedFloats(k, n)]);
  native.packInto(native.at(buffer), { at: native.at(matrix), rowStep: n, columnStep: 1 }, k, n);
  return buffer;
}
