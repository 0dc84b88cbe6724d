import {
  evaluateGrounding,
  type GroundingEvaluation,
  type GroundingMetrics,
  type PhraseRecord,
} from '../../src/data/evaluation/grounding';
import { groundLine } from '../../src/data/evaluation/groundLine';
import type { Grounder } from '../../src/model';
import { readPicture } from './dataSet';
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

/**
 * Grounds every line and measures the answers.
 * @param onLine called after each line.
 * @throws Error that names the line whose picture cannot be read.
 */
export async function evaluateGroundingTasks(
  grounder: Grounder,
  tasks: readonly GroundingTask[],
  onLine: () => void = () => {},
): Promise<GroundingReport> {
  const records: PhraseRecord[] = [];
  const times: number[] = [];
  const captions = new Set<string>();
  let previous: string | undefined;
  for (const task of tasks) {
    const pixels = await readPicture(task);
    const { width, height } = pixels;
    const line = await groundLine(grounder, { id: task.imageFile, pixels, width, height }, task);
    records.push(...line.records);
    // The Grounder keeps the last picture and recent captions.
    if (line.runs === 1 && task.imageFile !== previous && !captions.has(task.caption)) times.push(line.milliseconds);
    if (line.runs > 0) previous = task.imageFile;
    captions.add(task.caption);
    onLine();
  }
  const { config } = grounder;
  return {
    ...evaluateGrounding(records, config.postprocess.defaultThreshold),
    images: new Set(tasks.map(({ imageFile }) => imageFile)).size,
    phrases: records.length,
    model: modelFacts(config),
    timing: timing(times),
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
