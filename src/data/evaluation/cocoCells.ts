import type { CocoAnnotation, CocoResult, CocoTruth } from '../datasets/cocoFile';
import type { CocoCell } from './cocoMatch';
import { groupBy } from '../datasets/groupBy';

/**
 * Sorts truth and results by picture and category.
 * @returns the pictures' cells of some categories taken as one, in the order of the pictures' ids; empty ones, which change nothing, aside.
 */
export function groupCells(
  { images, annotations }: CocoTruth,
  results: readonly CocoResult[],
): (categoryIds: readonly number[]) => CocoCell[] {
  const imageIds = images.map(({ id }) => id).sort((a, b) => a - b);
  const truthOf = groupBy(annotations, cellOf);
  const resultsOf = groupBy(results, cellOf);
  return (categoryIds) =>
    imageIds.flatMap((image) => {
      const pick = <T>(groups: ReadonlyMap<string, readonly T[]>) =>
        categoryIds.flatMap((category) => groups.get(cellKey(image, category)) ?? []);
      const cell = { truth: pick(truthOf), results: pick(resultsOf) };
      return cell.truth.length + cell.results.length > 0 ? [cell] : [];
    });
}

const cellKey = (image: number, category: number) => `${image} ${category}`;
const cellOf = ({ image_id, category_id }: CocoAnnotation | CocoResult) => cellKey(image_id, category_id);
