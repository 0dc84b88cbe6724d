import * as tf from '@tensorflow/tfjs-core';
import type { Glip } from '../../src/model/network/glip';
import { largestError } from './compare';
import type { GoldenFile } from './reference';
import { forward, predictedMaps } from './run';

/** Largest error of each activation that training exported beside the weights (`training/export.py`), by name. */
export async function checkActivations(glip: Glip, golden: GoldenFile): Promise<Record<string, number>> {
  const { predictions, grids, traced } = await forward(glip, golden, 0);
  const ours = [...traced, ...(await predictedMaps(predictions, grids))];
  tf.dispose(Object.values(predictions));
  return Object.fromEntries(
    ours.flatMap(([name, tensor]) => {
      const error = largestError(tensor, golden, name, 0);
      return error === undefined ? [] : [[name, error]];
    }),
  );
}
