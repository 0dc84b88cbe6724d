import type { CocoTruth } from './cocoFile';
import { groupBy } from './groupBy';
import { labelsOf, type LabelledBox, type LabelledPicture } from './labelledPicture';

/** COCO's detection format: ids from 1, boxes as left, top, width and height in pixels, areas those of the boxes. */
export function writeCoco(pictures: readonly LabelledPicture[]): string {
  const labels = labelsOf(pictures);
  const annotations = pictures.flatMap(({ boxes }, picture) =>
    boxes.map(({ box: [x0, y0, x1, y1], label, score }) => ({
      image_id: picture + 1,
      category_id: labels.indexOf(label) + 1,
      bbox: [x0, y0, x1 - x0, y1 - y0],
      area: (x1 - x0) * (y1 - y0),
      iscrowd: 0,
      ...(score === undefined ? {} : { score }),
    })),
  );
  return JSON.stringify({
    images: pictures.map(({ name, width, height, caption }, i) => ({
      id: i + 1,
      file_name: name,
      width,
      height,
      caption,
    })),
    categories: labels.map((name, i) => ({ id: i + 1, name })),
    annotations: annotations.map((annotation, i) => ({ id: i + 1, ...annotation })),
  });
}

/**
 * The boxes of an annotation file, by its pictures' paths; crowds, which are no single things, aside. Pictures without a path, or
 * without boxes, are left out.
 */
export function readCocoBoxes({ images, categories, annotations }: CocoTruth): Map<string, LabelledBox[]> {
  const labels = new Map(categories.map(({ id, name }) => [id, name]));
  const things = annotations.filter(({ iscrowd }) => !iscrowd);
  const ofImage = groupBy(things, ({ image_id }) => image_id);
  return new Map(
    images.flatMap(({ id, file_name: name }) => {
      const boxes = ofImage.get(id)?.map(({ bbox: [x, y, width, height], category_id }) => ({
        box: [x, y, x + width, y + height] as const,
        label: labels.get(category_id)!,
      }));
      return name !== undefined && boxes ? [[name, boxes] as const] : [];
    }),
  );
}
