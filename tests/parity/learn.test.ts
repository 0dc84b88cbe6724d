import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { anchorAt, type Corners } from '../../src/model/network/anchors';
import { inclusiveIou } from '../../src/model/postprocess/nms';
import type { Predictions } from '../../src/model/network/dyHead';
import { tokenFocalGradient, tokenFocalLoss } from '../../src/model/tuning/focalLoss';
import { giouLoss } from '../../src/model/tuning/giouLoss';
import { groundingLoss, type LossItem } from '../../src/model/tuning/groundingLoss';
import { groundingTargets } from '../../src/model/tuning/targets';
import { useNodeBackend } from '../../tools/cli/nodeBackend';
import { expectClose, golden as modules, maxDifference, rowsOf } from './tiny';
import { BATCH, boxesOf, chunk, GRIDS, LEVELS, losses, targetsOf, textMask, TOKENS } from './tinyLosses';

const ANCHORS = LEVELS.flatMap((level) =>
  Array.from({ length: level.width * level.height }, (_, i) => anchorAt(level, i)),
);

/** Item `b` of a stored output or gradient, all levels, [locations, columns]. */
function rows(name: string, columns: number, b: number): tf.Tensor2D {
  return tf.tidy(() =>
    tf.concat(
      GRIDS.map(([h, w], i) => {
        const { shape, values } = losses.get(`${name}.p${i + 3}`);
        const item = chunk(values, h * w * columns, b);
        return shape.length === 3
          ? tf.tensor2d(item, [h * w, columns])
          : tf.transpose(tf.tensor2d(item, [columns, h * w]), [1, 0]);
      }),
      0,
    ),
  );
}

const headOf = (kind: 'out' | 'grad', b: number): Predictions => ({
  alignment: rows(`${kind}.dot_product_logits`, TOKENS, b),
  boxes: rows(`${kind}.bbox_reg`, 4, b),
  centerness: rows(`${kind}.centerness`, 1, b),
});

describe.each(BATCH)('targets against the official assignment (picture %i)', (b) => {
  const targets = targetsOf(b);
  const positives = [...losses.get(`targets${b}.pos_inds`).values];
  const of = (values: Float32Array, size: number) =>
    positives.flatMap((location) => [...chunk(values, size, location)]);

  it('chooses the same locations for the same objects', () => {
    expect([...targets.centerness.entries()].flatMap(([location, value]) => (value > 0 ? [location] : []))).toEqual(
      positives,
    );
    expect(targets.positives).toBe(positives.length);
    expect(
      maxDifference(of(targets.alignment, TOKENS), losses.get(`targets${b}.token_labels_pos`).values),
    ).toBeLessThan(1e-6);
  });

  it('has their box codes and centerness, and nothing for the background', () => {
    const wanted = losses.get(`targets${b}.reg_targets`).values as Float32Array;
    expect(maxDifference(of(targets.boxes, 4), of(wanted, 4))).toBeLessThan(1e-5);
    expect(maxDifference(of(targets.centerness, 1), losses.get(`targets${b}.centerness_pos`).values)).toBeLessThan(
      1e-5,
    );
    const background = [...targets.centerness.keys()].filter((location) => !positives.includes(location));
    expect(
      background.every((location) =>
        [...chunk(targets.alignment, TOKENS, location), ...chunk(targets.boxes, 4, location)].every(
          (value) => value === 0,
        ),
      ),
    ).toBe(true);
  });

  it('overlaps as the official IoU', () => {
    const overlaps = ANCHORS.flatMap((anchor) => boxesOf(b).map((box) => inclusiveIou(anchor, box)));
    expect(maxDifference(overlaps, losses.get(`targets${b}.iou_anchor_gt`).values)).toBeLessThan(1e-6);
  });
});

it('a location that several objects want learns the one that it overlaps most', () => {
  const large: Corners = [0, 0, 99, 99];
  const small: Corners = [20, 20, 83, 83];
  const objects = [
    { box: large, tokens: [1] },
    { box: small, tokens: [2] },
  ];
  for (const order of [objects, objects.toReversed()]) {
    const { alignment, centerness } = groundingTargets(LEVELS, order, 3, 'whole');
    const owners = ANCHORS.flatMap((anchor, location) => {
      const token = chunk(alignment, 3, location).findIndex((share) => share > 0);
      return centerness[location]! > 0 ? [{ anchor, token }] : [];
    });
    expect(new Set(owners.map(({ token }) => token))).toEqual(new Set([1, 2]));
    const exact = owners.find(({ anchor }) => inclusiveIou(anchor, small) > 0.8)!;
    expect(exact.token).toBe(2);
  }
});

it('tokens share the one of their object, or each has its own', () => {
  const object = { box: [20, 20, 83, 83] as Corners, tokens: [1, 3] };
  const taught = (teaching: 'shared' | 'whole') => {
    const { alignment, centerness } = groundingTargets(LEVELS, [object], 4, teaching);
    return [
      ...chunk(
        alignment,
        4,
        centerness.findIndex((value) => value > 0),
      ),
    ];
  };
  expect(taught('whole')).toEqual([0, 1, 0, 1]);
  expect(taught('shared').map((share) => Math.round(share * 1000) / 1000)).toEqual([0, 0.5, 0, 0.5]);
});

it('a picture without objects is all background', () => {
  const { alignment, centerness, positives } = groundingTargets(LEVELS, [], 12, 'shared');
  expect([alignment.length, positives]).toEqual([323 * 12, 0]);
  expect([...alignment, ...centerness].every((value) => value === 0)).toBe(true);
});

describe.each(['wasm', 'cpu'] as const)('losses against the official ones, %s', (backend) => {
  beforeAll(() => useNodeBackend(backend, { threads: 1 }));

  const focalItem = (name: string, b: number) => rowsOf(`focal.${name}`, b);
  const focalMask = (b: number) => tf.tensor1d(chunk(modules.get('focal.text_mask').values, 10, b), 'float32');

  it.each(BATCH)('token focal loss and its gradient, traced and written out (item %i)', (b) => {
    const targets = focalItem('targets', b);
    const logits = focalItem('logits', b);
    expectClose(tokenFocalLoss(logits, targets, tf.ones([10])), focalItem('elementwise_nomask', b), 1e-5);
    const traced = tf.grad((x: tf.Tensor) => tf.sum(tokenFocalLoss(x as tf.Tensor2D, targets, focalMask(b))))(logits);
    expectClose(traced, focalItem('grad_logits', b), 1e-5);
    expectClose(tokenFocalGradient(logits, targets, focalMask(b)), focalItem('grad_logits', b), 1e-5);
  });

  it('token focal loss of real tokens only', () => {
    const total = BATCH.reduce<number>(
      (sum, b) =>
        sum +
        (tf.sum(tokenFocalLoss(focalItem('logits', b), focalItem('targets', b), focalMask(b))).dataSync()[0] ?? NaN),
      0,
    );
    expect(Math.abs(total - modules.get('focal.sum_masked').values[0]!)).toBeLessThan(1e-4);
  });

  it('GIoU and its gradient', () => {
    const table = (name: string) => tf.tensor2d(modules.get(`giou.${name}`).values, [16, 4]);
    const weight = tf.tensor1d(modules.get('giou.weight').values);
    const loss = (codes: tf.Tensor) => giouLoss(codes as tf.Tensor2D, table('target'), table('anchors'));
    expect(maxDifference(loss(table('pred')).dataSync(), modules.get('giou.each').values)).toBeLessThan(1e-5);
    const gradient = tf.grad((codes: tf.Tensor) => tf.sum(tf.mul(loss(codes), weight)))(table('pred'));
    expectClose(gradient, table('grad_pred'), 1e-5);
  });

  it('the whole loss of a batch, and its gradient at the outputs of the head', () => {
    const targets = BATCH.map((b) => targetsOf(b));
    const masks = BATCH.map(textMask);
    const item = (b: 0 | 1, predictions: Predictions): LossItem => ({
      predictions,
      targets: targets[b]!,
      mask: masks[b]!,
    });
    const outputs = BATCH.map((b) => headOf('out', b));
    const loss = groundingLoss(BATCH.map((b) => item(b, outputs[b]!)));
    const wanted = {
      alignment: 'dot_product_token',
      boxes: 'reg_times_2',
      centerness: 'centerness',
      total: 'total',
    } as const;
    for (const [name, stored] of Object.entries(wanted)) {
      const value = losses.get(`loss.${stored}`).values[0]!;
      expect(Math.abs(loss[name as keyof typeof loss].dataSync()[0]! - value) / value, name).toBeLessThan(1e-5);
    }

    const flat = outputs.flatMap(({ alignment, boxes, centerness }) => [alignment, boxes, centerness]);
    const gradients = tf.grads((...tensors: tf.Tensor[]) => {
      const items = BATCH.map((b) => {
        const [alignment, boxes, centerness] = tensors.slice(3 * b, 3 * b + 3) as [
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
        ];
        return item(b, { alignment, boxes, centerness });
      });
      return groundingLoss(items).total;
    })(flat);
    for (const b of BATCH) {
      const stored = headOf('grad', b);
      expectClose(gradients[3 * b]!, stored.alignment, 1e-6);
      expectClose(gradients[3 * b + 1]!, stored.boxes, 1e-6);
      expectClose(gradients[3 * b + 2]!, stored.centerness, 1e-6);
    }
  });

  it('is 0 but for the alignment where there is no object', () => {
    const predictions = headOf('out', 0);
    const loss = groundingLoss([
      { predictions, targets: groundingTargets(LEVELS, [], TOKENS, 'shared'), mask: textMask(0) },
    ]);
    expect([loss.boxes.dataSync()[0], loss.centerness.dataSync()[0]]).toEqual([0, 0]);
    expect(loss.alignment.dataSync()[0]).toBeGreaterThan(0);
    expect(loss.total.dataSync()[0]).toBe(loss.alignment.dataSync()[0]);
  });

  it('frees what it makes', () => {
    const items = BATCH.map((b): LossItem => ({
      predictions: headOf('out', b),
      targets: targetsOf(b),
      mask: textMask(b),
    }));
    const before = tf.memory().numTensors;
    tf.dispose(Object.values(groundingLoss(items)));
    expect(tf.memory().numTensors).toBe(before);
  });
});
