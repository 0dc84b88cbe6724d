import type * as tf from '@tensorflow/tfjs-core';
import { anchorLevels, type AnchorLevel, type Corners } from '../network/anchors';
import type { Glip } from '../network/glip';
import { atInputSize, type InputSize } from '../preprocess/inputSize';
import { preprocess } from '../preprocess/preprocess';
import type { StageClock } from './stageClock';
import type { Box, Pixels } from '../types';

/** A picture as the fused head takes it. */
export interface EncodedImage {
  readonly id: string;
  readonly inputSize: InputSize | undefined;
  /** P3..P7 [h, w, channels] */
  readonly levels: readonly tf.Tensor3D[];
  readonly anchors: readonly AnchorLevel[];
  /** Size of the picture in the network's input, without padding. */
  readonly width: number;
  readonly height: number;
}

/** @returns tensors that belong to the caller. @throws GlipError `image-size` */
export async function encodeImage(glip: Glip, id: string, pixels: Pixels, inputSize: InputSize | undefined, clock: StageClock): Promise<EncodedImage> {
  const { anchors, image } = glip.config;
  const { tensor, width, height } = preprocess(pixels, atInputSize(image, inputSize));
  try {
    await clock.done('preprocess');
    const levels = await glip.encodeImage(tensor, clock.within('image'));
    const grids = levels.map(({ shape: [h, w] }) => [h, w] as const);
    return { id, inputSize, levels, anchors: anchorLevels(anchors, grids), width, height };
  } finally {
    tensor.dispose();
  }
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Inclusive corners in the network's input -> outer edges in the original picture; scaled by the plain ratio of the sizes. */
export function toOriginal([x0, y0, x1, y1]: Readonly<Corners>, input: Size, original: Size): Box {
  const x = original.width / input.width;
  const y = original.height / input.height;
  return [x0 * x, y0 * y, (x1 + 1) * x, (y1 + 1) * y];
}

/** The way back. */
export function toInput([x0, y0, x1, y1]: Box, input: Size, original: Size): Corners {
  const x = input.width / original.width;
  const y = input.height / original.height;
  return [x0 * x, y0 * y, x1 * x - 1, y1 * y - 1];
}
