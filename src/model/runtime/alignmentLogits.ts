import * as tf from '@tensorflow/tfjs-core';
import type { Glip } from '../network/glip';
import { tokenInput } from '../network/tokenInput';

/** A picture and a prompt as the network takes them. */
export interface NetworkTensors {
  readonly height: number;
  readonly width: number;
  /** [height, width, 3], normalised, channels in the model's order. */
  readonly pixels: Float32Array;
  /** [CLS] and [SEP] included. */
  readonly ids: Int32Array;
}

/** The whole network on prepared inputs, as the golden activations were made: alignment logits [locations of P3..P7, tokens]. */
export async function alignmentLogits(
  glip: Glip,
  { height, width, pixels, ids }: NetworkTensors,
): Promise<Float32Array> {
  const image = tf.tensor3d(pixels, [height, width, 3]);
  const tokens = tokenInput(ids, glip.config.text.maxTokens);
  const text = glip.encodeText(tokens);
  const held: tf.Tensor[] = [image, text];
  try {
    const levels = await glip.encodeImage(image);
    held.push(...levels);
    const { alignment, boxes, centerness } = await glip.ground(levels, text, tokens.mask);
    const real = tf.slice2d(alignment, [0, 0], [-1, ids.length]);
    held.push(alignment, boxes, centerness, real);
    return await real.data<'float32'>();
  } finally {
    tf.dispose(held);
  }
}
