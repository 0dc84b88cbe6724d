import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import { atInputSize, type InputSize } from '../config/inputSize';
import { compactionOf } from '../postprocess/postprocess';
import { Glip } from '../network/glip';
import { preprocess } from '../preprocess/preprocess';
import { selectCandidates } from '../ops/compactCandidates';
import { tokenInput } from '../network/tokenInput';
import type { Grounder } from './grounder';

/** The aspect ratio of a usual picture. */
const ASPECT = 4 / 3;
/** A short prompt and a long one, whose rows are multiplied by different kernels. */
const TOKENS = [8, 24];

/**
 * Asks the current backend for every kernel that a picture and a prompt take, before the weights are there: for a backend that compiles
 * and computes nothing meanwhile. Nothing is read back.
 * @param float16 whether the weights are in float16 in their file
 */
export async function precompile(config: GlipConfig, float16: boolean): Promise<void> {
  const glip = Glip.withDummyWeights(config, float16);
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

/**
 * Runs the model on a blank picture. Drivers defer what they can until a kernel first runs; this takes that wait off the visitor's first
 * run.
 */
export async function warmUp(
  grounder: Grounder,
  inputSize: InputSize | undefined,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const size = atInputSize(grounder.config.image, inputSize).minSize;
  const pixels = { data: new Uint8ClampedArray(4 * size * size).fill(255), width: size, height: size };
  const image = { id: 'warm-up', pixels, width: size, height: size };
  await grounder.ground({ image, prompt: 'a cat', spans: [], ...(inputSize && { inputSize }) }, (_stage, fraction) =>
    onFraction(fraction),
  );
}
