import type { GlipConfig } from '../config/config';
import type { EncodedImage } from '../network/encodedImage';
import { toOriginal, type Size } from './coordinates';
import type { Predictions } from '../network/dyHead';
import type { PromptRun } from '../prompt/prompt';
import type { Detection } from '../types';
import { candidates, suppress } from './postprocess';

/** What a run finds in a picture: boxes of phrases in pixels of the original, best first. */
export async function detectPhrases(
  predictions: Predictions,
  picture: EncodedImage,
  { positiveMap }: PromptRun,
  original: Size,
  config: GlipConfig['postprocess'],
): Promise<Detection[]> {
  const found = await candidates(predictions, picture.anchors, positiveMap, picture, config);
  return suppress(found, config).map(({ box, score, label }) => ({
    phrase: positiveMap[label]!.phrase,
    box: toOriginal(box, picture, original),
    score,
  }));
}
