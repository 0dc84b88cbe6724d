import {
  evaluateGrounding,
  type GroundingEvaluation,
  type GroundingMetrics,
  type PhraseRecord,
} from '../../src/data/evaluation/grounding';
import { groundLine } from '../../src/data/evaluation/groundLine';
import type { Grounder } from '../../src/model';
import type { Notes } from '../../src/data/datasets/notes';
import { readPicture, UnreadablePicture } from './dataSet';
import type { DrawPicture } from './saveImages';
import type { GroundingTask } from './groundingFile';
import { formatLimits, formatTiming, modelFacts, timing, type ModelFacts, type Timing } from './runFacts';
import { tableLines } from './table';

/** The shape of `--json`. */
export interface GroundingReport extends GroundingEvaluation {
  readonly images: number;
  readonly phrases: number;
  readonly model: ModelFacts;
  /** Of the runs with a new picture and a new caption. */
  readonly timing: Timing;
}

export interface GroundingRunOptions {
  /** Is told of lines that are left out, because their pictures cannot be read. */
  readonly notes: Notes;
  /** Called after each line. */
  readonly onLine: () => void;
  readonly draw?: DrawPicture;
}

/**
 * Grounds every line and measures the answers.
 * @throws Error that names the first line if none has a picture that can be read.
 */
export async function evaluateGroundingTasks(
  grounder: Grounder,
  tasks: readonly GroundingTask[],
  { notes, onLine, draw }: GroundingRunOptions,
): Promise<GroundingReport> {
  const records: PhraseRecord[] = [];
  const times: number[] = [];
  const captions = new Set<string>();
  const pictures = new Set<string>();
  const left: Error[] = [];
  let previous: string | undefined;
  for (const task of tasks) {
    try {
      const pixels = await readPicture(task);
      const { width, height } = pixels;
      const line = await groundLine(grounder, { id: task.imageFile, pixels, width, height }, task);
      records.push(...line.records);
      // The Grounder keeps the last picture and recent captions.
      if (line.runs === 1 && task.imageFile !== previous && !captions.has(task.caption)) times.push(line.milliseconds);
      if (line.runs > 0) previous = task.imageFile;
      captions.add(task.caption);
      pictures.add(task.imageFile);
      await draw?.(task.imageFile, pixels, { width, height }, phraseBoxes(task, line.records));
    } catch (error) {
      if (!(error instanceof UnreadablePicture)) throw error;
      notes.add(`${error.message} It was left out.`);
      left.push(error);
    }
    onLine();
  }
  if (pictures.size === 0 && left[0]) throw left[0];
  const { config } = grounder;
  return {
    ...evaluateGrounding(records, config.postprocess.defaultThreshold),
    images: pictures.size,
    phrases: records.length,
    model: modelFacts(config),
    timing: timing(times),
  };
}

/** What is true in a picture and what was found, for drawing. */
function phraseBoxes({ caption, phrases }: GroundingTask, records: readonly PhraseRecord[]) {
  const label = (phrase: number) => caption.slice(phrases[phrase]?.start, phrases[phrase]?.end);
  return {
    truth: records.flatMap(({ truth }, phrase) => truth.map((box) => ({ box, phrase, label: label(phrase) }))),
    found: records.flatMap(({ found }, phrase) => found.map((each) => ({ ...each, phrase, label: label(phrase) }))),
  };
}

const COLUMNS: Readonly<Record<keyof GroundingMetrics, string>> = {
  recall1: 'R@1',
  recall5: 'R@5',
  recall10: 'R@10',
  ap50: 'AP50',
  ap: 'AP',
  absent_fired: 'fired',
  present_missed: 'missed',
};
const KEYS = Object.keys(COLUMNS) as (keyof GroundingMetrics)[];

/** The report for people. */
export function formatGroundingReport({ metrics, by_tag, images, phrases, model, timing }: GroundingReport): string {
  const rows = [['all', metrics] as const, ...Object.entries(by_tag)];
  return [
    `${model.name} on ${model.backend}: images ${images}, phrases ${phrases}${formatTiming(timing, 'run')}`,
    '',
    ...tableLines(
      Object.values(COLUMNS),
      rows.map(([name, row]) => [name, KEYS.map((key) => row[key])]),
    ),
    '',
    `fired: absent phrases with a box at the default threshold of ${model.default_threshold}; missed: present ones without a right box there.`,
    formatLimits(model),
  ].join('\n');
}
