import { evaluateCoco } from './coco';
import type { CocoId, CocoResult, CocoTruth } from '../datasets/cocoFile';
import { groupBy } from '../datasets/groupBy';

/**
 * How well each picture came out by itself: its AP50, mean over the categories that are in it.
 * @returns by the picture's id, 0 to 1; undefined where there is nothing to find.
 */
export function pictureScores(
  { images, categories, annotations }: CocoTruth,
  results: readonly CocoResult[],
): Map<CocoId, number | undefined> {
  const truthOf = groupBy(annotations, ({ image_id }) => image_id);
  const resultsOf = groupBy(results, ({ image_id }) => image_id);
  return new Map(
    images.map((image) => {
      const present = truthOf.get(image.id) ?? [];
      // Those that are not in it would only be left out of the mean.
      const ids = new Set(present.map(({ category_id }) => category_id));
      const truth = { images: [image], categories: categories.filter(({ id }) => ids.has(id)), annotations: present };
      const { AP50 } = evaluateCoco(truth, resultsOf.get(image.id) ?? []).metrics;
      return [image.id, AP50 < 0 ? undefined : AP50];
    }),
  );
}
