import type { CocoBox, CocoId } from '../../../data/datasets/cocoFile';
import type { Box } from '../../../model';
import type { AnsweredPicture, DataSet } from '../../../workers/messages/scoring';
import type { DrawnBox } from '../../picture/DrawnBox';
import type { Task } from './pairing';

/** What is true of a picture and what was found in it, for drawing. */
export interface PictureBoxes {
  /** Size that the boxes are in, where the annotations say it. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly truth: readonly DrawnBox[];
  /** Best first. */
  readonly found: readonly (DrawnBox & { readonly score: number })[];
}

export function boxesOf(dataSet: DataSet, task: Task, { annotations, answer }: AnsweredPicture): PictureBoxes {
  if (task.kind === 'grounding') {
    const { caption, phrases } = task.line;
    const text = (phrase: number) => caption.slice(phrases[phrase]!.start, phrases[phrase]!.end);
    const records = answer.kind === 'grounding' ? answer.records : [];
    const found = records.flatMap(({ found }, phrase) =>
      found.map(({ box, score }) => ({ box, score, text: text(phrase), style: phrase })),
    );
    return {
      truth: phrases.flatMap(({ boxes }, phrase) => boxes.map((box) => ({ box, text: text(phrase), style: phrase }))),
      found: found.sort((a, b) => b.score - a.score),
    };
  }
  const categories = dataSet.kind === 'coco' ? dataSet.categories : [];
  const places = new Map(categories.map(({ id }, i) => [id, i]));
  /** None where the annotations do not know the category, which results of others may name. */
  const drawn = <Item extends { readonly category_id: CocoId; readonly bbox: CocoBox }>(
    item: Item,
  ): (Item & DrawnBox)[] => {
    const style = places.get(item.category_id);
    return style === undefined ? [] : [{ ...item, box: cornersOf(item.bbox), text: categories[style]!.name, style }];
  };
  const results = answer.kind === 'coco' ? answer.results : [];
  const { width, height } = task.image;
  return {
    ...(width !== undefined && height !== undefined && { size: { width, height } }),
    truth: annotations.flatMap(drawn),
    found: results.flatMap(drawn).sort((a, b) => b.score - a.score),
  };
}

const cornersOf = ([x, y, width, height]: CocoBox): Box => [x, y, x + width, y + height];
