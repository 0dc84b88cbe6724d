import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fusionLayer, predict, readDyHead, type FusionState } from '../../src/model/network/dyHead';
import { groundingLoss, type LossItem } from '../../src/model/tuning/groundingLoss';
import '../../src/model/ops/gradients/fusedGradients';
import { toFloat32 } from '../../src/model/ops/weights';
import { attentionMask, bert, readBert } from '../../src/model/network/bert';
import { loadParameters, ParamScope, type Layout } from '../../src/model/network/params';
import { openGolden, readRules } from '../../tools/golden/directory';
import { fmix32, generateWeights } from '../../tools/golden/weights';
import { useNodeBackend } from '../../tools/cli/nodeBackend';
import { GOLDENS, maxDifference, TINY } from './tiny';
import { BATCH, chunk, losses, targetsOf, textMask } from './tinyLosses';

interface GoldenGradient {
  readonly shape: readonly number[];
  readonly l2: number;
  readonly samples: readonly number[];
}

const golden = JSON.parse(readFileSync(`${GOLDENS}/tiny_grads.json`, 'utf8')) as Record<string, GoldenGradient>;
const run = openGolden(GOLDENS, 'tiny_batch');

/** What a prompt passes through: the text encoder and the fused head. */
const readPath = (scope: ParamScope) => ({
  bert: readBert(scope.scope('language_backbone.body.model'), TINY.bert),
  head: readDyHead(scope.scope('rpn.head'), TINY),
});

/** Names and layouts in the order in which `loadParameters` lists the tensors. */
function pathLayouts(): [name: string, layout: Layout][] {
  const layouts: [string, Layout][] = [];
  readPath(new ParamScope((name, { layout }) => (layouts.push([name, layout]), {} as tf.Tensor)));
  return layouts;
}

/** Back to the layout of PyTorch. */
function official(gradient: tf.Tensor, layout: Layout): Float32Array {
  const order = { plain: undefined, linear: [1, 0], conv: [3, 2, 0, 1] }[layout];
  return tf.tidy(() => (order ? tf.transpose(gradient, order) : gradient).dataSync<'float32'>());
}

// On wasm through the fused kernels, on cpu through their compositions.
describe.each(['wasm', 'cpu'] as const)('gradients through the text encoder and the fused head, %s', (backend) => {
  let gradients: Map<string, Float32Array>;

  beforeAll(async () => {
    await useNodeBackend(backend, { threads: 1 });
    const { params, weights } = await loadParameters(
      generateWeights(readPath, readRules(GOLDENS), '', 'tiny'),
      readPath,
    );
    const pictures = BATCH.map((b) => {
      const mask = textMask(b).filter((real) => real === 1);
      return {
        mask,
        ids: Int32Array.from(chunk(run.get('input_ids').values, 256, b).slice(0, mask.length)),
        levels: pyramid(b),
        targets: targetsOf(b, mask.length),
      };
    });
    const total = () => {
      const items = pictures.map(({ mask, ids, levels, targets }): LossItem => {
        const start: FusionState = { levels, text: bert(params.bert, ids, attentionMask(mask)) };
        const end = params.head.layers.reduce((state, layer) => fusionLayer(layer, state, mask), start);
        return { predictions: predict(params.head, end), targets, mask };
      });
      return groundingLoss(items).total;
    };
    const { value, grads } = tf.valueAndGrads(total)(weights.map(toFloat32));
    expect(Math.abs(value.dataSync()[0]! / losses.get('loss.total').values[0]! - 1)).toBeLessThan(1e-5);
    gradients = new Map(pathLayouts().map(([name, layout], i) => [name, official(grads[i]!, layout)]));
  }, 60_000);

  it('reach every parameter on the path', () => {
    expect([...gradients.keys()].sort()).toEqual(Object.keys(golden).sort());
  });

  it.each(Object.entries(golden))('%s', (name, { shape, l2, samples }) => {
    const ours = gradients.get(name)!;
    expect(ours.length).toBe(shape.reduce((a, b) => a * b, 1));
    expect(Math.abs(Math.hypot(...ours) - l2)).toBeLessThan(1e-6 + 1e-4 * l2);
    const places = samples.map((_, k) => fmix32(Math.imul(k, 0x9e3779b9) + 1) % ours.length);
    expect(
      maxDifference(
        places.map((place) => ours[place]!),
        samples,
      ),
    ).toBeLessThan(2e-6 + 1e-4 * l2);
  });
});

/** P3..P7 of a picture as the official encoder gives them. */
function pyramid(b: number): tf.Tensor3D[] {
  return ['p3', 'p4', 'p5', 'p6', 'p7'].map((level) => {
    const { shape, values } = run.get(`fpn.${level}`);
    const [, c, h, w] = shape as [number, number, number, number];
    return tf.tidy(() => tf.transpose(tf.tensor3d(chunk(values, c * h * w, b), [c, h, w]), [1, 2, 0]));
  });
}
