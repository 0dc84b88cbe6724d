import { anchorLevels } from '../network/anchors';
import type { EncodedImage } from '../network/encodedImage';
import type { Glip } from '../network/glip';
import { atInputSize, type InputSize } from '../config/inputSize';
import { preprocess } from '../preprocess/preprocess';
import type { StageClock } from './stageClock';
import type { Pixels } from '../types';

/** @returns tensors that belong to the caller. @throws GlipError `image-size` */
export async function encodeImage(
  glip: Glip,
  id: string,
  pixels: Pixels,
  inputSize: InputSize | undefined,
  clock: StageClock,
): Promise<EncodedImage> {
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
