import { evaluateCoco, type CocoEvaluation } from '../../src/data/evaluation/coco';
import type { CocoId, CocoResult, CocoTruth } from '../../src/data/datasets/cocoFile';
import { groundCategories } from '../../src/data/evaluation/groundCategories';
import { isTurned, shapeFault } from '../../src/data/datasets/pictureShape';
import type { Notes } from '../../src/data/datasets/notes';
import type { Grounder, Pixels } from '../../src/model';
import type { CocoTask } from './cocoFiles';
import { readPicture, UnreadablePicture } from './dataSet';
import type { DrawPicture } from './saveImages';
import { formatLimits, formatTiming, modelFacts, timing, type ModelFacts, type Timing } from './runFacts';
import { tableLines } from './table';

/** The shape of `--json`. Numbers are the evaluator's own, -1 where there is nothing to find. */
export interface CocoReport extends CocoEvaluation {
  readonly images: number;
  readonly annotations: number;
  readonly detections: number;
  /** How many of them were left out, because the annotations do not know their category. */
  readonly of_unknown_category: number;
  /** Where a model ran. */
  readonly model?: ModelFacts;
  readonly timing?: Timing;
}

export interface CocoRun {
  /** What could be evaluated: without the pictures that cannot be read. */
  readonly truth: CocoTruth;
  readonly results: readonly CocoResult[];
  readonly model: ModelFacts;
  /** Per picture. */
  readonly timing: Timing;
}

export interface CocoRunOptions {
  /** Pictures as their pixels are stored, without the turning that EXIF asks for. */
  readonly asStored: boolean;
  /** Is told of pictures that are left out: they cannot be read, or have another shape than their annotations. */
  readonly notes: Notes;
  /** Called after each picture. */
  readonly onPicture: () => void;
  readonly draw?: DrawPicture;
}

/**
 * Looks for the categories of an annotation file in all its pictures.
 * @throws Error that names the first picture if none of them can be evaluated.
 */
export async function runCocoTasks(
  grounder: Grounder,
  truth: CocoTruth,
  tasks: readonly CocoTask[],
  { asStored, notes, onPicture, draw }: CocoRunOptions,
): Promise<CocoRun> {
  const results: CocoResult[] = [];
  const times: number[] = [];
  const left: Error[] = [];
  const answered = new Set<CocoId>();
  for (const task of tasks) {
    const { image, place, imageFile } = task;
    try {
      const pixels = await readAnnotated(task, asStored);
      const { width = pixels.width, height = pixels.height } = image;
      const grounded = await groundCategories(grounder, { id: place, pixels, width, height }, image, truth);
      results.push(...grounded.results);
      times.push(grounded.milliseconds);
      answered.add(image.id);
      await draw?.(imageFile, pixels, { width, height }, cocoBoxes(truth, image.id, grounded.results));
    } catch (error) {
      if (!(error instanceof UnreadablePicture)) throw error;
      notes.add(`${error.message} It was left out.`);
      left.push(error);
    }
    onPicture();
  }
  if (answered.size === 0 && left[0]) throw left[0];
  const evaluated = {
    images: truth.images.filter(({ id }) => answered.has(id)),
    categories: truth.categories,
    annotations: truth.annotations.filter(({ image_id }) => answered.has(image_id)),
  };
  return { truth: evaluated, results, model: modelFacts(grounder.config), timing: timing(times) };
}

/** A picture in the shape of its annotations. @throws UnreadablePicture */
async function readAnnotated({ image, imageFile, place }: CocoTask, asStored: boolean): Promise<Pixels> {
  const pixels = await readPicture({ imageFile, place }, { upright: !asStored });
  const annotated = { width: image.width ?? pixels.width, height: image.height ?? pixels.height };
  const fault = shapeFault(pixels, annotated);
  if (fault === undefined) return pixels;
  if (!asStored && isTurned(pixels, annotated)) {
    const stored = await readPicture({ imageFile, place }, { upright: false });
    if (shapeFault(stored, annotated) === undefined)
      throw new UnreadablePicture(
        `${place}: the picture was annotated lying, as its pixels are stored, and its EXIF turns it upright: evaluate with --as-stored.`,
      );
  }
  throw new UnreadablePicture(`${place}: ${fault}.`);
}

/** What is true in a picture and what was found, for drawing. */
function cocoBoxes({ annotations, categories }: CocoTruth, id: CocoId, results: readonly CocoResult[]) {
  const place = new Map(categories.map((category, i) => [category.id, i]));
  const drawn = <T extends Pick<CocoResult, 'bbox' | 'category_id'>>(item: T) => {
    const [x, y, width, height] = item.bbox;
    const phrase = place.get(item.category_id) ?? 0;
    return { ...item, box: [x, y, x + width, y + height] as const, phrase, label: categories[phrase]?.name ?? '' };
  };
  return {
    truth: annotations.filter(({ image_id }) => image_id === id).map(drawn),
    found: results.map(drawn),
  };
}

export function reportCoco(truth: CocoTruth, results: readonly CocoResult[]): CocoReport {
  const known = new Set(truth.categories.map(({ id }) => id));
  return {
    ...evaluateCoco(truth, results),
    images: truth.images.length,
    annotations: truth.annotations.length,
    detections: results.length,
    of_unknown_category: results.filter(({ category_id: category }) => !known.has(category)).length,
  };
}

/** The report for people. */
export function formatCocoReport(report: CocoReport): string {
  const {
    metrics,
    per_class,
    class_agnostic,
    images,
    annotations,
    detections,
    of_unknown_category: unknown,
    model,
  } = report;
  const columns = Object.keys(metrics) as (keyof typeof metrics)[];
  const rows = [['all', metrics] as const, ['any name', class_agnostic] as const, ...Object.entries(per_class)];
  return [
    `${model ? `${model.name} on ${model.backend}: ` : ''}images ${images}, annotations ${annotations}, detections ${detections}` +
      (report.timing ? formatTiming(report.timing, 'picture') : ''),
    '',
    ...tableLines(
      columns,
      rows.map(([name, row]) => [name, columns.map((column) => (row[column] < 0 ? null : row[column]))]),
    ),
    '',
    'all: mean over the categories; any name: as if all categories were one.',
    ...(unknown > 0 ? [`${unknown} detections were left out: the annotations do not know their category.`] : []),
    ...(model ? [formatLimits(model)] : []),
  ].join('\n');
}
