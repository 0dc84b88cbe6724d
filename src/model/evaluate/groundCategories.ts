import type { Grounder, GrounderRequest } from '../grounder';
import { categoryPrompt } from './categoryPrompt';
import type { CocoImage, CocoResult, CocoTruth } from './cocoFile';

export interface GroundedCategories {
  /** Every detection above the model's candidate threshold, best first. */
  readonly results: readonly CocoResult[];
  readonly milliseconds: number;
}

/**
 * Detection as grounding (paper section 3.1): looks for all categories of a data set in one of its pictures. As many categories as
 * the model can read at once share a run.
 * @param image width and height are those that the results' boxes are in.
 * @throws GlipError `prompt-no-phrases` without categories, `image-size`
 */
export async function groundCategories(
  grounder: Grounder,
  image: GrounderRequest['image'],
  { id }: CocoImage,
  { categories }: CocoTruth,
): Promise<GroundedCategories> {
  const { detections, timings } = await grounder.ground({ image, ...categoryPrompt(categories), spansOnly: 'list' });
  const results = detections.map(({ phrase, box: [x0, y0, x1, y1], score }): CocoResult => ({
    image_id: id,
    category_id: categories[phrase]!.id,
    bbox: [x0, y0, x1 - x0, y1 - y0],
    score,
  }));
  return { results, milliseconds: timings.total };
}
