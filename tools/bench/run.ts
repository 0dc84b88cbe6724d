import * as tf from '@tensorflow/tfjs-core';
import { anchorLevels } from '../../src/model/detect/anchors';
import { candidates, suppress } from '../../src/model/detect/postprocess';
import type { Glip } from '../../src/model/glip';
import { now } from './clock';

/** Milliseconds, by stage, in the order in which they end. */
export type StageTimes = Record<string, number>;

/** Adds up the time between the ends of stages. */
class Stages {
  readonly times: StageTimes = {};
  private since = now();

  end(stage: string): void {
    const end = now();
    this.times[stage] = (this.times[stage] ?? 0) + end - this.since;
    this.since = end;
  }
}

/** Parts of a fusion layer that end with these traced values. */
const LAYER_PARTS: Readonly<Record<string, string>> = { 'vlfuse.lang': 'X-MHA', 'bert.lang': 'BERT layers of the head', 'dyconv.visual.p3': 'DyConv' };

export interface Inputs {
  readonly image: tf.Tensor3D;
  readonly ids: Int32Array;
}

/** An empty picture: in noise there would be boxes everywhere, and suppressing them would take most of the time. */
export function makeInputs([h, w]: readonly [number, number], tokens: number): Inputs {
  return { image: tf.zeros([h, w, 3]) as tf.Tensor3D, ids: Int32Array.from({ length: tokens }, (_, i) => 100 + i) };
}

/** One picture: P3 to P7, which are the caller's. On wasm an operation is done when its call returns. */
export async function encode(glip: Glip, { image }: Inputs): Promise<{ readonly levels: tf.Tensor3D[]; readonly times: StageTimes }> {
  const stages = new Stages();
  let stage = 1;
  const levels = await glip.encodeImage(image, () => stages.end(`Swin stage ${stage++}`));
  stages.end('FPN');
  return { levels, times: stages.times };
}

/** One prompt on an encoded picture, to the boxes. */
export async function ground(glip: Glip, levels: readonly tf.Tensor3D[], { ids, image }: Inputs): Promise<StageTimes> {
  const stages = new Stages();
  const mask = new Int32Array(ids.length).fill(1);
  const text = glip.encodeText({ ids, mask });
  stages.end('BERT');
  const predictions = await glip.ground(levels, text, mask, undefined, (name) => {
    const part = LAYER_PARTS[name.replace(/^head\.layer\d+\./, '')];
    if (part) stages.end(part);
  });
  stages.end('alignment and boxes');
  const { anchors, postprocess } = glip.config;
  const grids = levels.map(({ shape: [h, w] }) => [h, w] as const);
  const [height, width] = image.shape;
  const phrases = [{ phrase: 0, tokens: [1, 2] }];
  suppress(await candidates(predictions, anchorLevels(anchors, grids), phrases, { width, height }, postprocess), postprocess);
  tf.dispose([text, predictions.alignment, predictions.boxes, predictions.centerness]);
  stages.end('candidates and NMS');
  return stages.times;
}

export const total = (times: StageTimes) => Object.values(times).reduce((a, b) => a + b, 0);

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** The median of every stage. */
export function medians(rounds: readonly StageTimes[]): StageTimes {
  return Object.fromEntries(Object.keys(rounds[0]!).map((stage) => [stage, median(rounds.map((times) => times[stage]!))]));
}
