import * as tf from '@tensorflow/tfjs-core';
import { evaluateGrounding, type GroundingEvaluation, type GroundingMetrics, type PhraseRecord } from '../src/model/evaluate/grounding';
import { groundLine } from '../src/model/evaluate/groundLine';
import type { Grounder } from '../src/model/grounder';
import type { GroundingTask } from './groundingFile';
import { readImageFile } from './imageFile';

/** The shape of `--json`. */
export interface GroundingReport extends GroundingEvaluation {
  readonly images: number;
  readonly phrases: number;
  readonly model: {
    readonly name: string;
    readonly backend: string;
    readonly default_threshold: number;
    /** What bounds the recall: detections below are never formed, and of one run only so many are kept. */
    readonly candidate_threshold: number;
    readonly max_detections: number;
  };
  /** Of a run with a new picture and a new caption, from pixels to boxes; null where no such run was. */
  readonly timing: { readonly median_ms: number | null; readonly runs: number };
}

/**
 * Grounds every line and measures the answers.
 * @param onLine called after each line.
 * @throws Error that names the line whose picture cannot be read.
 */
export async function evaluateTasks(grounder: Grounder, tasks: readonly GroundingTask[], onLine: () => void = () => {}): Promise<GroundingReport> {
  const records: PhraseRecord[] = [];
  const times: number[] = [];
  const captions = new Set<string>();
  let previous: string | undefined;
  for (const task of tasks) {
    const pixels = await readImageFile(task.imageFile).catch((error: Error) => {
      throw new Error(`${task.place}: ${error.message}`, { cause: error });
    });
    const { width, height } = pixels;
    const line = await groundLine(grounder, { id: task.imageFile, pixels, width, height }, task);
    records.push(...line.records);
    // The Grounder keeps the last picture and recent captions.
    if (line.runs === 1 && task.imageFile !== previous && !captions.has(task.caption)) times.push(line.milliseconds);
    if (line.runs > 0) previous = task.imageFile;
    captions.add(task.caption);
    onLine();
  }
  const { name, postprocess } = grounder.config;
  return {
    ...evaluateGrounding(records, postprocess.defaultThreshold),
    images: new Set(tasks.map(({ imageFile }) => imageFile)).size,
    phrases: records.length,
    model: {
      name,
      backend: tf.getBackend(),
      default_threshold: postprocess.defaultThreshold,
      candidate_threshold: postprocess.candidateThreshold,
      max_detections: postprocess.maxDetections,
    },
    timing: { median_ms: median(times), runs: times.length },
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
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
export function formatReport({ metrics, by_tag, images, phrases, model, timing }: GroundingReport): string {
  const rows = [['all', metrics] as const, ...Object.entries(by_tag)];
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, cells: readonly string[]) => [name.padEnd(width), ...cells.map((cell) => cell.padStart(6))].join('  ');
  const speed = timing.median_ms === null ? '' : `, ${Math.round(timing.median_ms)} ms per run (median of ${timing.runs})`;
  return [
    `${model.name} on ${model.backend}: images ${images}, phrases ${phrases}${speed}`,
    '',
    line('', Object.values(COLUMNS)),
    ...rows.map(([name, row]) =>
      line(
        name,
        KEYS.map((key) => row[key]?.toFixed(3) ?? '–'),
      ),
    ),
    '',
    `fired: absent phrases with a box at the default threshold of ${model.default_threshold}; missed: present ones without a right box there.`,
    `Detections: scores above ${model.candidate_threshold}, at most ${model.max_detections} per run.`,
  ].join('\n');
}
