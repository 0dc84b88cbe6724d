import * as tf from '@tensorflow/tfjs-core';
import { anchorLevels } from '../../src/model/network/anchors';
import { candidates, suppress } from '../../src/model/postprocess/postprocess';
import type { Glip } from '../../src/model/network/glip';
import { preprocess } from '../../src/model/preprocess/preprocess';
import type { Pixels } from '../../src/model/types';
import { now, whenDone } from './clock';
import { imageConfig, type BenchPicture } from './models';
import type { StageTimes } from './statistics';

/** The stages of a run, in the order in which they end. */
export type Stage =
  | 'resizing and upload'
  | `Swin stage ${number}`
  | 'FPN'
  | 'BERT'
  | 'X-MHA'
  | 'BERT layers of the head'
  | 'DyConv'
  | 'alignment and boxes'
  | 'candidates'
  | 'suppression';

/** Adds up the time between the ends of stages. The backend must be idle when it begins. */
class Stages {
  private readonly begin = now();
  private readonly ends: { readonly stage: Stage; readonly at: number | Promise<number> }[] = [];

  end(stage: Stage): void {
    this.ends.push({ stage, at: whenDone() });
  }

  async times(): Promise<StageTimes> {
    const times: Record<string, number> = {};
    let since = this.begin;
    for (const { stage, at } of this.ends) {
      const end = await at;
      times[stage] = (times[stage] ?? 0) + end - since;
      since = end;
    }
    return times;
  }
}

/** Parts of a fusion layer that end with these traced values. */
const LAYER_PARTS: Readonly<Record<string, Stage>> = {
  'vlfuse.lang': 'X-MHA',
  'bert.lang': 'BERT layers of the head',
  'dyconv.visual.p3': 'DyConv',
};

export interface Inputs {
  readonly picture: BenchPicture;
  readonly pixels: Pixels;
  readonly ids: Int32Array;
}

const GREY = 0x74;

/** An empty picture: in noise there would be boxes everywhere, and suppressing them would take most of the time. */
export function makeInputs(picture: BenchPicture, tokens: number): Inputs {
  const { height, width } = picture;
  const data = new Uint8ClampedArray(4 * height * width).map((_, i) => (i % 4 === 3 ? 0xff : GREY));
  return { picture, pixels: { data, height, width }, ids: Int32Array.from({ length: tokens }, (_, i) => 100 + i) };
}

/** A picture as the head takes it. */
export interface Encoded {
  /** P3..P7 [h, w, channels], the caller's. */
  readonly levels: tf.Tensor3D[];
  /** Height and width of the network's input. */
  readonly input: readonly [number, number];
  /** Size of the picture inside of its padding. */
  readonly size: { readonly width: number; readonly height: number };
  readonly times: StageTimes;
}

/** One picture. */
export async function encode(glip: Glip, { picture, pixels }: Inputs): Promise<Encoded> {
  const stages = new Stages();
  const { tensor, width, height } = preprocess(pixels, imageConfig(glip.config, picture));
  stages.end('resizing and upload');
  let stage = 1;
  const levels = await glip.encodeImage(tensor, () => stages.end(`Swin stage ${stage++}`));
  stages.end('FPN');
  const [h, w] = tensor.shape;
  tensor.dispose();
  return { levels, input: [h, w], size: { width, height }, times: await stages.times() };
}

/** One prompt on an encoded picture, to the boxes. */
export async function ground(glip: Glip, { levels, size }: Encoded, { ids }: Inputs): Promise<StageTimes> {
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
  const phrases = [{ phrase: 0, tokens: [1, 2] }];
  const found = await candidates(predictions, anchorLevels(anchors, grids), phrases, size, postprocess);
  stages.end('candidates');
  suppress(found, postprocess);
  stages.end('suppression');
  tf.dispose([text, predictions.alignment, predictions.boxes, predictions.centerness]);
  return stages.times();
}
