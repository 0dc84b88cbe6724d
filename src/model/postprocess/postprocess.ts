import * as tf from '@tensorflow/tfjs-core';
import type { GlipConfig } from '../config/config';
import type { Predictions } from '../network/dyHead';
import { compactCandidates, type Compaction, type ScoredPlace } from '../ops/compactCandidates';
import { gatherRows } from '../ops/rows';
import type { PhraseTokens } from '../prompt/prompt';
import { anchorAt, type AnchorLevel, type Corners } from '../network/anchors';
import { decodeBox } from '../network/boxCoder';
import { nms, type Candidate } from './nms';
import { phraseScores } from './phraseScores';

/** Mirrors the official ATSS post-processor (`rpn/inference.py`), step by step as in section 5 of the golden README. */

/** Selected on the device: only these few numbers are read back, never the dense logits. */
interface Selection {
  /** Ranking score; below 0 where there is no candidate. */
  readonly scores: Float32Array;
  /** location · phrases + phrase, within the level. */
  readonly places: Int32Array;
  /** 4 box codes each. */
  readonly codes: Float32Array;
}

/**
 * Predictions -> candidates that enter the suppression: decoded, clipped to the picture, scored.
 * `label` is an index into `positiveMap`. Boxes are in pixels of the network input.
 */
export async function candidates(
  predictions: Predictions,
  levels: readonly AnchorLevel[],
  positiveMap: readonly PhraseTokens[],
  picture: { readonly width: number; readonly height: number },
  config: GlipConfig['postprocess'],
): Promise<Candidate[]> {
  if (positiveMap.length === 0) return [];
  const selections =
    (await compactPerLevel(predictions, levels, positiveMap, config)) ??
    (await rankPerLevel(predictions, levels, positiveMap, config));
  const found: Candidate[] = [];
  for (const [i, level] of levels.entries()) {
    const { scores, places, codes } = selections[i]!;
    for (let k = 0; k < scores.length && scores[k]! >= 0; k++) {
      const location = Math.floor(places[k]! / positiveMap.length);
      const code = [codes[4 * k]!, codes[4 * k + 1]!, codes[4 * k + 2]!, codes[4 * k + 3]!] as const;
      const box = clip(decodeBox(code, anchorAt(level, location)), picture);
      if (box[2] - box[0] + 1 < 0 || box[3] - box[1] + 1 < 0) continue;
      const score = config.useCenterness ? Math.sqrt(scores[k]!) : scores[k]!;
      found.push({ box, score, label: places[k]! % positiveMap.length });
    }
  }
  return found;
}

/** Steps 1 to 3 where the device can pick the few candidates out of all locations: only the ranking is left to do here. */
async function compactPerLevel(
  predictions: Predictions,
  levels: readonly AnchorLevel[],
  positiveMap: readonly PhraseTokens[],
  config: GlipConfig['postprocess'],
): Promise<Selection[] | undefined> {
  const phrases = positiveMap.map(({ tokens }) => tokens);
  const all = await compactCandidates(predictions, phrases, compactionOf(config));
  if (!all) return undefined;
  const place = ({ location, phrase }: ScoredPlace) => location * phrases.length + phrase;
  all.sort((a, b) => b.score - a.score || place(a) - place(b));
  let begin = 0;
  return levels.map(({ height, width }) => {
    const first = begin;
    begin += height * width;
    const best = all.filter(({ location }) => location >= first && location < begin).slice(0, config.preNmsTopN);
    return {
      scores: Float32Array.from(best, ({ score }) => score),
      places: Int32Array.from(best, (candidate) => place(candidate) - first * phrases.length),
      codes: Float32Array.from(best.flatMap(({ code }) => code)),
    };
  });
}

/** What the device needs to know for steps 1 to 3. */
export const compactionOf = ({
  scoreAggregation,
  candidateThreshold,
  useCenterness,
}: GlipConfig['postprocess']): Compaction => ({
  aggregation: scoreAggregation,
  threshold: candidateThreshold,
  useCenterness,
});

/** The same with tensor operations: the dense scores are ranked on the device. */
async function rankPerLevel(...args: Parameters<typeof selectPerLevel>): Promise<Selection[]> {
  const selected = tf.tidy(() => selectPerLevel(...args));
  try {
    return await Promise.all(selected.map(readBack));
  } finally {
    tf.dispose(selected);
  }
}

type DeviceSelection = Record<keyof Selection, tf.Tensor>;

/** Steps 1 to 3 on the device: phrase scores, threshold before centerness, the best `preNmsTopN` of each level. */
function selectPerLevel(
  { alignment, boxes, centerness }: Predictions,
  levels: readonly AnchorLevel[],
  positiveMap: readonly PhraseTokens[],
  config: GlipConfig['postprocess'],
): DeviceSelection[] {
  const classScores = phraseScores(alignment, positiveMap, config.scoreAggregation);
  const ranking = config.useCenterness ? tf.mul(classScores, tf.sigmoid(centerness)) : classScores;
  const ranked = tf.where(tf.greater(classScores, config.candidateThreshold), ranking, tf.fill(ranking.shape, -1));
  let begin = 0;
  return levels.map(({ height, width }) => {
    const size = height * width;
    const values = tf.reshape(tf.slice(ranked, [begin, 0], [size, -1]), [size * positiveMap.length]);
    const best = tf.topk(values, Math.min(config.preNmsTopN, values.size));
    const locations = tf.floorDiv(best.indices, tf.scalar(positiveMap.length, 'int32'));
    const codes = gatherRows(boxes, tf.cast(tf.add(locations, tf.scalar(begin, 'int32')), 'int32') as tf.Tensor1D);
    begin += size;
    return { scores: best.values, places: best.indices, codes };
  });
}

async function readBack(selected: DeviceSelection): Promise<Selection> {
  const [scores, places, codes] = await Promise.all([
    selected.scores.data(),
    selected.places.data(),
    selected.codes.data(),
  ]);
  return { scores: scores as Float32Array, places: places as Int32Array, codes: codes as Float32Array };
}

/** To [0, width - 1] and [0, height - 1] of the picture without its padding: corners are inclusive. */
function clip([x0, y0, x1, y1]: Corners, { width, height }: { width: number; height: number }): Corners {
  const limit = (value: number, size: number) => Math.min(Math.max(value, 0), size - 1);
  return [limit(x0, width), limit(y0, height), limit(x1, width), limit(y1, height)];
}

/** Steps 6 and 7: suppression within a label, then the best `maxDetections`, ties at the border included. Best first. */
export function suppress<T extends Candidate>(found: readonly T[], config: GlipConfig['postprocess']): T[] {
  const kept = nms(found, config.nmsThreshold);
  if (kept.length <= config.maxDetections) return kept;
  const border = kept[config.maxDetections - 1]!.score;
  return kept.filter(({ score }) => score >= border);
}
