import * as tf from '@tensorflow/tfjs-core';
import { anchorLevels } from '../../src/model/network/anchors';
import { candidates, suppress } from '../../src/model/postprocess/postprocess';
import type { Predictions } from '../../src/model/network/dyHead';
import type { Glip } from '../../src/model/network/glip';
import { tokenInput } from '../../src/model/network/tokenInput';
import type { Trace } from '../../src/model/network/trace';
import { largestError, matchDetections, type OurTensor, type ScoredBox } from './compare';
import type { GoldenFile, GoldenRun } from './reference';
import { stageOf, TOLERANCES, type Stage } from './tolerances';

export interface RunReport {
  readonly run: string;
  readonly stages: Partial<Record<Stage, { readonly error: number; readonly tolerance: number }>>;
  readonly matched: number;
  readonly found: number;
  readonly expected: number;
  readonly seconds: number;
  readonly passed: boolean;
}

/** One whole-network run against its goldens, every stage compared; a batch is run picture by picture. */
export async function checkRun(
  glip: Glip,
  model: string,
  run: GoldenRun,
  golden: GoldenFile,
  factor = 1,
): Promise<RunReport> {
  const begin = performance.now();
  const tolerances = TOLERANCES[model]!;
  const errors: Partial<Record<Stage, number>> = {};
  const note = (stage: Stage, error: number | undefined) => {
    if (error !== undefined) errors[stage] = Math.max(errors[stage] ?? 0, error);
  };
  let [matched, found, expected] = [0, 0, 0];
  for (const batch of run.image_sizes_hw.keys()) {
    const { predictions, grids, traced } = await forward(glip, golden, batch);
    for (const [name, ours] of traced) note(stageOf(name), largestError(ours, golden, name, batch));
    for (const [name, ours] of await predictedMaps(predictions, grids))
      note(stageOf(name), largestError(ours, golden, name, batch));
    const ours = await detections(glip, predictions, grids, run, batch);
    const wanted = goldenDetections(golden, batch);
    found += ours.length;
    expected += wanted.length;
    matched += matchDetections(ours, wanted, tolerances.boxes * factor, tolerances.scores * factor);
    tf.dispose(Object.values(predictions));
  }
  const stages = Object.fromEntries(
    Object.entries(errors).map(([stage, error]) => [stage, { error, tolerance: tolerances[stage as Stage] * factor }]),
  );
  const passed =
    Object.values(stages).every(({ error, tolerance }) => error <= tolerance) &&
    matched === expected &&
    found === expected;
  return { run: run.run, stages, matched, found, expected, seconds: (performance.now() - begin) / 1000, passed };
}

/** Runs the network on a golden file's input, keeping what the file has goldens for. The predictions are the caller's. */
export async function forward(glip: Glip, golden: GoldenFile, batch: number) {
  const kept: [string, tf.Tensor][] = [];
  const trace: Trace = (name, value) => {
    if (golden.has(name)) kept.push([name, tf.keep(tf.clone(value))]);
  };
  const image = goldenImage(golden, batch);
  const { ids, mask } = goldenTokens(golden, batch, glip.config.text.maxTokens);
  const text = glip.encodeText({ ids, mask }, trace);
  const levels = await glip.encodeImage(image, undefined, trace);
  const predictions = await glip.ground(levels, text, mask, undefined, trace);
  const grids = levels.map(({ shape: [h, w] }) => [h, w] as const);
  tf.dispose([image, text, ...levels]);
  const traced: [string, OurTensor][] = [];
  for (const [name, tensor] of kept)
    traced.push([name, { shape: tensor.shape, values: await tensor.data<'float32'>() }]);
  tf.dispose(kept.map(([, tensor]) => tensor));
  return { predictions, grids, traced };
}

/** [H, W, 3] from the stored [N, 3, H, W]. */
function goldenImage(golden: GoldenFile, batch: number): tf.Tensor3D {
  const { shape, values } = golden.get('input');
  const [, channels, h, w] = shape as [number, number, number, number];
  const size = channels * h * w;
  return tf.tidy(() =>
    tf.transpose(tf.tensor3d(values.slice(batch * size, (batch + 1) * size), [channels, h, w]), [1, 2, 0]),
  );
}

/** The real tokens only: the official code pads to 256, which changes nothing for them. */
function goldenTokens(golden: GoldenFile, batch: number, maxTokens: number) {
  const { shape, values } = golden.get('input_ids');
  const length = shape[1]!;
  const mask = Int32Array.from(golden.get('attention_mask').values.slice(batch * length, (batch + 1) * length));
  const real = mask.reduce((sum, one) => sum + one, 0);
  return tokenInput(Int32Array.from(values.slice(batch * length, batch * length + real)), maxTokens);
}

type Grids = readonly (readonly [number, number])[];

/** The predictions level by level under their golden names. */
export async function predictedMaps(predictions: Predictions, grids: Grids): Promise<[string, OurTensor][]> {
  const maps: [string, OurTensor][] = [];
  const names = {
    boxes: ['out.bbox_reg'],
    centerness: ['out.centerness'],
    alignment: ['out.dot_product_logits', 'out.dot_product_logits_first16'],
  };
  for (const key of Object.keys(names) as (keyof typeof names)[]) {
    const tensor = predictions[key];
    const columns = tensor.shape[1];
    const values = await tensor.data();
    let begin = 0;
    grids.forEach(([h, w], i) => {
      const end = begin + h * w * columns;
      const ours = { shape: [h * w, columns], values: values.subarray(begin, end) };
      for (const name of names[key]) maps.push([`${name}.p${i + 3}`, ours]);
      begin = end;
    });
  }
  return maps;
}

async function detections(
  glip: Glip,
  predictions: Predictions,
  grids: Grids,
  run: GoldenRun,
  batch: number,
): Promise<ScoredBox[]> {
  const labels = Object.keys(run.positive_map);
  const positiveMap = labels.map((label, phrase) => ({ phrase, tokens: run.positive_map[label]! }));
  const [height, width] = run.image_sizes_hw[batch]!;
  const { anchors, postprocess } = glip.config;
  const found = await candidates(
    predictions,
    anchorLevels(anchors, grids),
    positiveMap,
    { width, height },
    postprocess,
  );
  return suppress(found, postprocess).map((d) => ({ ...d, label: Number(labels[d.label]) }));
}

function goldenDetections(golden: GoldenFile, batch: number): ScoredBox[] {
  const { values: boxes } = golden.get(`det${batch}.boxes`);
  const { values: labels } = golden.get(`det${batch}.labels`);
  const { values: scores } = golden.get(`det${batch}.scores`);
  return Array.from(scores, (score, i) => ({ box: [...boxes.slice(4 * i, 4 * i + 4)], score, label: labels[i]! }));
}
