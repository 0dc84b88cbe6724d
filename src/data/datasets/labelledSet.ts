import type { Box } from '../../model';
import type { CocoId, Fields } from './cocoFile';
import type { LabelledBox, LabelledPicture } from './labelledPicture';
import type { Notes } from './notes';

/** A class of a data set. Its number in formats that count is its place in the list. */
export interface LabelledClass {
  /** As it is spelled where it came from. */
  readonly name: string;
  /** In COCO's format; chosen anew where there is none. */
  readonly id?: CocoId;
  /** What the COCO file that it came in says of it beside. */
  readonly fields?: Fields;
}

/** Pictures with boxes and captions, and the classes of the boxes: what every format is read into and written from. */
export interface LabelledSet {
  /** Those without boxes included. */
  readonly classes: readonly LabelledClass[];
  readonly pictures: readonly LabelledPicture[];
  /** Of the COCO file that it came in. */
  readonly info?: unknown;
  readonly licenses?: unknown;
}

/** @param classes those that are known beforehand; labels that are none of them follow in the order in which they first occur. */
export function labelledSet(pictures: readonly LabelledPicture[], classes: readonly LabelledClass[] = []): LabelledSet {
  const known = new Set(classes.map(({ name }) => name));
  const labels = new Set(pictures.flatMap(({ boxes }) => boxes.map(({ label }) => label)));
  return {
    classes: [...classes, ...[...labels].filter((name) => !known.has(name)).map((name) => ({ name }))],
    pictures,
  };
}

/** A class's number in formats that count from 0. */
export function classNumbers({ classes }: LabelledSet): ReadonlyMap<string, number> {
  return new Map(classes.map(({ name }, number) => [name, number]));
}

/**
 * The class that a label means: one of the same name, else one that differs in case, underscores and hyphens alone.
 * @returns the name of the class, or the label itself where it is new.
 */
export function classOf(label: string, classes: readonly LabelledClass[]): string {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/[_\s-]+/g, ' ')
      .trim();
  const same = classes.find(({ name }) => name === label) ?? classes.find(({ name }) => plain(name) === plain(label));
  return same?.name ?? label;
}

/** With boxes cut at the edges of their pictures, since trainers drop a picture for one box beyond; those that lie outside are left out. */
export function clippedSet(set: LabelledSet, notes: Notes): LabelledSet {
  const pictures = set.pictures.map((picture) => {
    const boxes = picture.boxes.flatMap((labelled): LabelledBox[] => {
      const box = clippedBox(labelled.box, picture.width, picture.height);
      if (!box) notes.add('# box|boxes without an area within the picture was|were left out.');
      else if (box.some((edge, i) => Math.abs(edge - (labelled.box[i] ?? 0)) > ROUNDING))
        notes.add('# box|boxes that went beyond the picture was|were cut at its edge.');
      return box ? [{ ...labelled, box }] : [];
    });
    return { ...picture, boxes };
  });
  return { ...set, pictures };
}

/** Pixels that a box may go beyond its picture because of how a format rounds. */
const ROUNDING = 1e-3;

function clippedBox([x0, y0, x1, y1]: Box, width: number, height: number): Box | undefined {
  const within = (edge: number, size: number) => Math.min(Math.max(edge, 0), size);
  const box: Box = [within(x0, width), within(y0, height), within(x1, width), within(y1, height)];
  return box[0] < box[2] && box[1] < box[3] ? box : undefined;
}

/** A number with at most four digits behind the point. */
export const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
