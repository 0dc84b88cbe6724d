import * as tf from '@tensorflow/tfjs-core';
import type { Predictions } from '../network/dyHead';
import type { Glip, Step } from '../network/glip';
import type { AlignmentOffsets, PromptOffsets } from './tunedPrompt';

/** Tokens of a prompt as the network takes them; the text stays the caller's. */
export interface EncodedText {
  /** [tokens, hidden] */
  readonly text: tf.Tensor2D;
  /** [tokens]: 1 = real token. */
  readonly mask: Int32Array;
}

/** As `Glip.ground`, with what the prompt was taught. */
export async function groundPrompt(
  glip: Glip,
  levels: readonly tf.Tensor3D[],
  { text, mask }: EncodedText,
  offsets: PromptOffsets | undefined,
  step?: Step,
): Promise<Predictions> {
  const entering = tf.tidy(() =>
    offsets?.form === 'embedding' ? tf.add<tf.Tensor2D>(text, denseRows(offsets, mask.length)) : tf.clone(text),
  );
  const state = await glip.fuse(levels, entering, mask, step).finally(() => entering.dispose());
  const shift = offsets?.form === 'alignment' ? tf.tidy(() => denseProjection(offsets, mask.length)) : undefined;
  try {
    return glip.predict(state, shift);
  } finally {
    tf.dispose([...state.levels, state.text, { ...shift }]);
  }
}

/** ΔP [channels, tokens] and the biases' [tokens]: 0 where nothing was learned. */
function denseProjection(offsets: AlignmentOffsets, tokens: number) {
  const bias = new Float32Array(tokens);
  offsets.positions.forEach((position, i) => (bias[position] = offsets.bias[i]!));
  return { tokens: tf.transpose<tf.Tensor2D>(denseRows(offsets, tokens)), bias: tf.tensor1d(bias) };
}

/** [tokens, width] */
function denseRows({ positions, values }: PromptOffsets, tokens: number): tf.Tensor2D {
  const width = values.length / positions.length;
  const rows = new Float32Array(tokens * width);
  positions.forEach((position, i) => rows.set(values.subarray(i * width, (i + 1) * width), position * width));
  return tf.tensor2d(rows, [tokens, width]);
}
