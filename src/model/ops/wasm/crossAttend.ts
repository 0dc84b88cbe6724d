import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel } from './kernel';
import type { Native } from './native';
import { BLOCK_DEPTH, BLOCK_ROWS, LOCATIONS, TILE_ROWS, wholePanels } from './tiles';

/** Columns that are pooled at once: whole tiles, whole fours. */
const POOLED = 12;

export const crossAttend: Kernel = (native, { v, keys, keyBias, values, bias, gamma, mask }, { heads }: { heads: number }) => {
  const [locations, channels] = v!.shape as [number, number];
  const columns = keys!.shape[1]!;
  const tokens = columns / heads;
  const [packedKeys, packedValues] = [packed(native, keys!), packed(native, values!)];
  const logits = native.output([locations, columns]);
  const visual = native.output([locations, channels]);
  const args = [v!, packedKeys, keyBias!, packedValues, bias!, gamma!, mask!, logits, visual].map((tensor) => native.at(tensor));
  const cost = locations * channels * columns;
  native.divide('cross_attend', [...args, channels, heads, tokens], { total: locations, quantum: TILE_ROWS, block: LOCATIONS, cost: 2 * cost, scratch: LOCATIONS * columns });
  native.release(packedKeys);
  native.release(packedValues);

  const pooled = native.output([columns, channels]);
  const given = [native.at(logits), locations, columns, native.pack({ at: native.at(v!), rowStep: channels, columnStep: 1 }, locations, channels), native.at(pooled), channels];
  native.divide('pool_locations', given, { total: columns, quantum: POOLED, block: BLOCK_ROWS, cost, scratch: columns * (BLOCK_DEPTH + 2) });
  native.release(logits);
  return [visual, pooled];
};

/** A matrix packed in memory of its own, for a kernel that reads two. */
function packed(native: Native, matrix: TensorInfo): TensorInfo {
  const [k, n] = matrix.shape as [number, number];
  const held = native.output([k, wholePanels(n)]);
  native.packInto(native.at(held), { at: native.at(matrix), rowStep: n, columnStep: 1 }, k, n);
  return held;
}
