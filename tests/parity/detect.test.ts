import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { anchorAt, anchorLevels, type Corners } from '../../src/model/network/anchors';
import { decodeBox, encodeBox } from '../../src/model/network/boxCoder';
import { nms } from '../../src/model/postprocess/nms';
import { phraseScores } from '../../src/model/postprocess/phraseScores';
import { candidates, suppress } from '../../src/model/postprocess/postprocess';
import type { Predictions } from '../../src/model/network/dyHead';
import { useNodeBackend } from '../../tools/cli/nodeBackend';
import { matchDetections } from '../../tools/golden/compare';
import { golden, maxDifference, rowsOf, TINY } from './tiny';

type Quad = [number, number, number, number];
const quads = (name: string): Quad[] => {
  const { values } = golden.get(name);
  return Array.from({ length: values.length / 4 }, (_, i) => [...values.slice(4 * i, 4 * i + 4)] as Quad);
};
const close = (ours: readonly (readonly number[])[], name: string) =>
  maxDifference(ours.flat(), golden.get(name).values);

describe('boxes against the official modules', () => {
  it.each([
    ['p3', [13, 17]],
    ['p4', [7, 9]],
    ['p5', [4, 5]],
    ['p6', [2, 3]],
    ['p7', [1, 2]],
  ] as const)('anchors of %s', (name, grid) => {
    const level = anchorLevels(
      TINY.anchors,
      Array.from({ length: 5 }, () => grid),
    )[Number(name[1]) - 3]!;
    expect(close([anchorAt({ ...level, width: 1, height: 1 }, 0)], `anchors.cell.${name}`)).toBe(0);
    expect(
      close(
        Array.from({ length: grid[0] * grid[1] }, (_, i) => anchorAt(level, i)),
        `anchors.grid.${name}`,
      ),
    ).toBe(0);
  });

  it('box coder, both ways, with the clamp on size', () => {
    const anchors = quads('boxcoder.anchors') as Corners[];
    const decoded = quads('boxcoder.code').map((code, i) => decodeBox(code, anchors[i]!));
    const wanted = golden.get('boxcoder.decoded').values;
    // Clamped boxes reach thousands of pixels: relative to their size, float32 keeps seven digits.
    expect(
      Math.max(...decoded.flat().map((value, i) => Math.abs(value - wanted[i]!) / Math.max(1, Math.abs(wanted[i]!)))),
    ).toBeLessThan(1e-5);
    const encoded = quads('boxcoder.gt').map((box, i) => encodeBox(box as Corners, anchors[i]!));
    expect(close(encoded, 'boxcoder.encoded')).toBeLessThan(1e-4);
  });

  it('NMS keeps exactly what the CUDA kernel keeps, not what the CPU rule would', () => {
    const { values: scores } = golden.get('nms.scores');
    const { values: labels } = golden.get('nms.labels');
    const all = quads('nms.boxes').map((box, index) => ({ box, score: scores[index]!, label: labels[index]!, index }));
    const kept = nms(all, 0.6)
      .map(({ index }) => index)
      .sort((a, b) => a - b);
    expect(kept).toEqual([...golden.get('nms.keep_sorted_by_index').values]);
    expect(kept).not.toEqual([...golden.get('nms.keep_cpu_variant_no_plus1_sorted').values]);
  });
});

describe.each(['wasm', 'cpu'] as const)('post-processing against the official modules, %s', (backend) => {
  beforeAll(() => useNodeBackend(backend, { threads: 1 }));

  it.each(['mean', 'max'] as const)('token probabilities become class scores by %s', (aggregation) => {
    const probabilities = rowsOf('ground.probs', 0);
    const logits = tf.log(tf.div(probabilities, tf.sub(1, probabilities))) as tf.Tensor2D;
    const map = [[1, 2], undefined, [4], [5, 7, 8]].flatMap((tokens, phrase) => (tokens ? [{ phrase, tokens }] : []));
    const ours = phraseScores(logits, map, aggregation).arraySync();
    const columns = map.map(({ phrase }) => phrase);
    const wanted = rowsOf(`ground.${aggregation}`, 0)
      .arraySync()
      .map((row) => columns.map((column) => row[column]!));
    expect(maxDifference(ours.flat(), wanted.flat())).toBeLessThan(2e-6);
  });

  it('the geometric mean of the probabilities', () => {
    const logits = tf.tensor2d([[0.3, -1.2, 4, -80]]);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const [pair, faint] = phraseScores(
      logits,
      [
        { phrase: 0, tokens: [0, 1] },
        { phrase: 1, tokens: [2, 3] },
      ],
      'power',
    ).dataSync();
    expect(pair).toBeCloseTo(Math.sqrt(sigmoid(0.3) * sigmoid(-1.2)), 5);
    expect(faint).toBeCloseTo(0, 5);
  });

  it('the complete post-processor, levels beyond the limit of 1000 included', async () => {
    const grids = [
      [40, 50],
      [20, 25],
      [10, 13],
      [5, 7],
      [3, 4],
    ] as const;
    const rows = (name: string, channels: number) =>
      tf.concat(
        grids.map(([h, w], i) => {
          const { values } = golden.get(`${name}.p${i + 3}`);
          return tf.transpose(tf.tensor2d(values, [channels, h * w]), [1, 0]);
        }),
        0,
      ) as tf.Tensor2D;
    const predictions: Predictions = {
      boxes: rows('postproc.bbox_reg', 4),
      centerness: rows('postproc.centerness', 1),
      alignment: tf.concat(
        grids.map((_, i) => rowsOf(`postproc.dot_product_logits.p${i + 3}`, 0)),
        0,
      ),
    };
    const labels = [1, 2, 4];
    const map = [[1, 2], [4], [5, 6]].map((tokens, phrase) => ({ phrase, tokens }));
    const found = await candidates(
      predictions,
      anchorLevels(TINY.anchors, grids),
      map,
      { width: 397, height: 313 },
      TINY.postprocess,
    );
    const stages = {
      candidates: found,
      after_nms: suppress(found, { ...TINY.postprocess, maxDetections: Infinity }),
      final: suppress(found, TINY.postprocess),
    };
    for (const [name, ours] of Object.entries(stages)) {
      const { values: scores } = golden.get(`postproc.${name}.scores`);
      const { values: labelValues } = golden.get(`postproc.${name}.labels`);
      const wanted = quads(`postproc.${name}.boxes`).map((box, i) => ({
        box,
        score: scores[i]!,
        label: labelValues[i]!,
      }));
      expect(ours.length).toBe(wanted.length);
      expect(
        matchDetections(
          ours.map((d) => ({ ...d, label: labels[d.label]! })),
          wanted,
          7e-3,
          2e-5,
        ),
      ).toBe(wanted.length);
    }
  });
});
