import * as tf from '@tensorflow/tfjs-core';
import { anchorLevels } from '../../src/model/network/anchors';
import type { Glip } from '../../src/model/network/glip';
import type { EmbeddingExample } from '../../src/model/tuning/embeddingTuning';
import type { EncodedText } from '../../src/model/tuning/groundPrompt';
import { disposeExample, readExample, type TuningExample } from '../../src/model/tuning/tuningExample';

/** Pictures of noise with a box each, which the golden model `tiny` is taught to align with two tokens. In Node and in a browser. */
export interface TinyLesson {
  readonly text: EncodedText;
  /** For both forms of tuning; the last one is to be held out. */
  readonly examples: readonly (TuningExample & EmbeddingExample)[];
  /** The tokens that are taught. */
  readonly positions: readonly number[];
  dispose(): void;
}

const IDS = Int32Array.of(101, 7, 9, 102, 0, 0, 0, 0);
const MASK = Int32Array.of(1, 1, 1, 1, 0, 0, 0, 0);
const POSITIONS = [1, 2];
const TAUGHT = { positiveMap: [{ phrase: 0, tokens: POSITIONS }] };
const BOXES = [
  [8, 16, 47, 55],
  [20, 4, 59, 35],
  [4, 24, 35, 63],
] as const;

/** The same lesson on every backend. */
export async function tinyLesson(glip: Glip): Promise<TinyLesson> {
  const text = { text: glip.encodeText({ ids: IDS, mask: MASK }), mask: MASK };
  const examples: TinyLesson['examples'][number][] = [];
  for (const [i, box] of BOXES.entries()) {
    const image = tf.randomUniform<tf.Rank.R3>([64, 64, 3], -1, 1, 'float32', i + 1);
    const levels = await glip.encodeImage(image).finally(() => image.dispose());
    const anchors = anchorLevels(
      glip.config.anchors,
      levels.map(({ shape: [h, w] }) => [h, w] as const),
    );
    const example = await readExample(glip, { levels, anchors }, text, TAUGHT, {
      truth: [{ phrase: 0, box }],
      wrong: [],
    });
    examples.push({ ...example, levels, mask: MASK.map((_, token) => (POSITIONS.includes(token) ? 1 : 0)) });
  }
  const dispose = () => {
    examples.forEach(disposeExample);
    tf.dispose([text.text, ...examples.flatMap(({ levels }) => [...levels])]);
  };
  return { text, examples, positions: POSITIONS, dispose };
}
