import type { CocoId, CocoTruth } from './cocoFile';
import { groupBy } from './groupBy';
import type { LabelledBox } from './labelledPicture';
import { rounded, type LabelledSet } from './labelledSet';

/**
 * COCO's detection format: boxes as left, top, width and height in pixels, areas and outlines those of the boxes. Ids stay as they came
 * in, and count from 1 where there are none.
 */
export function writeCoco({ classes, pictures, info, licenses }: LabelledSet): string {
  const pictureIds = completeIds(pictures);
  const classIds = completeIds(classes);
  const idOf = new Map(classes.map(({ name }, i) => [name, classIds[i]]));
  const annotations = pictures.flatMap(({ boxes }, picture) =>
    boxes.map(({ box: [x0, y0, x1, y1], label, score }) => {
      const [x, y, width, height] = [rounded(x0), rounded(y0), rounded(x1 - x0), rounded(y1 - y0)];
      const [right, bottom] = [rounded(x + width), rounded(y + height)];
      return {
        image_id: pictureIds[picture],
        category_id: idOf.get(label),
        bbox: [x, y, width, height],
        area: width * height,
        segmentation: [[x, y, right, y, right, bottom, x, bottom]],
        iscrowd: 0,
        ...(score === undefined ? {} : { score }),
      };
    }),
  );
  return JSON.stringify({
    // Some versions of the reference evaluator read no results without these two.
    info: info ?? {},
    licenses: licenses ?? [],
    images: pictures.map(({ name, width, height, caption, fields }, i) => ({
      file_name: name,
      ...fields,
      id: pictureIds[i],
      width,
      height,
      ...(caption === '' ? {} : { caption }),
    })),
    categories: classes.map(({ name, fields }, i) => ({ ...fields, id: classIds[i], name })),
    annotations: annotations.map((annotation, i) => ({ id: i + 1, ...annotation })),
  });
}

/** The ids that items have, each once, and for the others the whole numbers from 1 that are free. */
function completeIds(items: readonly { readonly id?: CocoId }[]): CocoId[] {
  const taken = new Set(items.flatMap(({ id }) => id ?? []));
  const used = new Set<CocoId>();
  let next = 1;
  return items.map(({ id }) => {
    if (id === undefined || used.has(id)) {
      while (taken.has(next)) next++;
      taken.add(next);
      return next;
    }
    used.add(id);
    return id;
  });
}

/**
 * The boxes of an annotation file, by its pictures' paths; crowds, which are no single things, aside. Pictures without a path, or
 * without boxes, are left out.
 */
export function readCocoBoxes({ images, categories, annotations }: CocoTruth): Map<string, LabelledBox[]> {
  const boxesOf = cocoBoxes({ categories, annotations });
  return new Map(
    images.flatMap(({ id, file_name: name }) => {
      const boxes = boxesOf.get(id);
      return name !== undefined && boxes ? [[name, boxes] as const] : [];
    }),
  );
}

/** The boxes of an annotation file, crowds aside, by the ids of its images. */
export function cocoBoxes({
  categories,
  annotations,
}: Pick<CocoTruth, 'categories' | 'annotations'>): Map<CocoId, LabelledBox[]> {
  const labels = new Map(categories.map(({ id, name }) => [id, name]));
  const boxes = annotations.flatMap(({ iscrowd, image_id, category_id, bbox: [x, y, width, height], score }) => {
    const label = labels.get(category_id);
    return iscrowd || label === undefined
      ? []
      : [
          {
            image_id,
            labelled: { box: [x, y, x + width, y + height] as const, label, ...(score === undefined ? {} : { score }) },
          },
        ];
  });
  return new Map(
    [...groupBy(boxes, ({ image_id }) => image_id)].map(([id, list]) => [id, list.map(({ labelled }) => labelled)]),
  );
}
