import type { LabelEntry } from '../../../workers/messages/labelling';
import type { DrawnBox } from '../../picture/DrawnBox';
import { boxesOf } from './reviewStatus';
import { labelsInUse, useLabel } from './labelStore';

/** A label has one look in all pictures: that of its place among the labels. */
export const useLabels = (): readonly string[] => useLabel(labelsInUse);

export function useDrawnBoxes({ record }: LabelEntry): (DrawnBox & { readonly score: number })[] {
  const confidence = useLabel((state) => state.settings.confidence);
  const labels = useLabels();
  return boxesOf(record, confidence).map(({ box, label, score = 1 }) => ({
    box,
    text: label,
    style: labels.indexOf(label),
    score,
  }));
}
