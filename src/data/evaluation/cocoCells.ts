import { compareIds, type CocoId, type CocoResult, type CocoTruth } from '../datasets/cocoFile';
import { groupBy } from '../datasets/groupBy';
import type { CocoCell } from './cocoMatch';

/**
 * Sorts truth and results by picture and category.
 * @returns the pictures' cells of some categories taken as one, in the order of the pictures' ids; empty ones, which change nothing, aside.
 */
export function groupCells(
  { images, annotations }: CocoTruth,
  results: readonly CocoResult[],
): (categoryIds: readonly CocoId[]) => CocoCell[] {
  const imageIds = images.map(({ id }) => id).sort(compareIds);
  const truthOf = byCategoryAndImage(annotations);
  const resultsOf = byCategoryAndImage(results);
  return (categoryIds) =>
    imageIds.flatMap((image) => {
      const pick = <T>(groups: ReadonlyMap<CocoId, ReadonlyMap<CocoId, readonly T[]>>) =>
        categoryIds.flatMap((category) => groups.get(category)?.get(image) ?? []);
      const cell = { truth: pick(truthOf), results: pick(resultsOf) };
      return cell.truth.length + cell.results.length > 0 ? [cell] : [];
    });
}

function byCategoryAndImage<T extends { readonly image_id: CocoId; readonly category_id: CocoId }>(
  items: readonly T[],
) {
  const categories = groupBy(items, ({ category_id }) => category_id);
  return new Map([...categories].map(([category, list]) => [category, groupBy(list, ({ image_id }) => image_id)]));
}
