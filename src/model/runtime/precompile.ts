import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { compactionOf } from '../postprocess/postprocess';
import { Glip } from '../network/glip';
import { preprocess } from '../preprocess/preprocess';
import { selectCandidates } from '../ops/compactCandidates';
import { tokenInput } from '../network/tokenInput';

/** Of a usual picture. */
const ASPECT = 4 / 3;
/** A short prompt and a long one, whose rows are multiplied by different kernels. */
const TOKENS = [8, 24];

/**
 * Asks the current backend for all that a picture and a prompt take, before the weights are there: on a backend that compiles and
 * computes nothing meanwhile. Nothing is read back.
 * @param halves whether the weights are such in their file
 */
export async function rehearse(config: GlipConfig, halves: boolean): Promise<void> {
  const glip = Glip.withDummyWeights(config, halves);
  const height = config.image.minSize;
  const width = Math.round(height * ASPECT);
  const { tensor } = preprocess({ data: new Uint8Array(4 * height * width), height, width }, config.image);
  const levels = await glip.encodeImage(tensor);
  for (const tokens of TOKENS) {
    const { ids, mask } = tokenInput(new Int32Array(tokens), config.text.maxTokens);
    const text = glip.encodeText({ ids, mask });
    const predictions = await glip.ground(levels, text, mask);
    const selected = selectCandidates(predictions, [[1]], compactionOf(config.postprocess));
    tf.dispose([text, { ...predictions }, selected ?? []]);
  }
  tf.dispose([tensor, ...levels]);
  glip.dispose();
}
