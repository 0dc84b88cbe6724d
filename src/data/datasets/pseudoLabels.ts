import { nms, type Detection, type Phrase } from '../../model';
import { labelOf, type LabelledBox } from './labelledPicture';

/** The least score of a pseudo-label in the paper (section 3.3). */
export const CONFIDENCE = 0.5;
/** Beyond this overlap two boxes of one label are one thing. Intersection over union. */
const SAME = 0.5;

/**
 * Boxes to learn from, out of what a model found for the noun phrases of a caption: those that are confident, each thing once.
 * @param nameOf the class that a phrase names: the items of a list are classes as they stand.
 * @returns best first; none where the picture is to be dropped.
 */
export function pseudoLabels(
  phrases: readonly Pick<Phrase, 'start' | 'end' | 'text'>[],
  detections: readonly Detection[],
  confidence = CONFIDENCE,
  nameOf: (phrase: string) => string = labelOf,
): LabelledBox[] {
  const labels = phrases.map(({ text }) => nameOf(text));
  const confident = detections
    .filter(({ score }) => score >= confidence)
    .map(({ box: [x0, y0, x1, y1], score, phrase }) => ({
      // Corners inclusive, as the suppression has them.
      box: [x0, y0, x1 - 1, y1 - 1] as const,
      score,
      phrase,
      // A phrase that occurs twice has one label.
      label: labels.indexOf(labels[phrase]!),
    }));
  return nms(confident, SAME).map(({ box: [x0, y0, x1, y1], score, phrase }) => {
    const { start, end } = phrases[phrase]!;
    return { box: [x0, y0, x1 + 1, y1 + 1], label: labels[phrase]!, span: { start, end }, score };
  });
}
