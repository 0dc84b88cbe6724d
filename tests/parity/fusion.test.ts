import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { crossAttention, fusionMask, readCrossAttention } from '../../src/model/network/crossModalAttention';
import { dyConv, readDyConv } from '../../src/model/network/dyConv';
import { joinLevels } from '../../src/model/network/dyHead';
import { conv2d } from '../../src/model/ops/conv2d';
import { deformConv2d } from '../../src/model/ops/deformConv2d';
import { dynamicRelu } from '../../src/model/ops/fuseBranches';
import { groupNorm } from '../../src/model/ops/norms';
import { layerNorm } from '../../src/model/ops/norms';
import { onSmallerGrid } from '../../src/model/ops/deformConv2d';
import { upsampleBilinear } from '../../src/model/ops/upsample';
import { attentionMask, bert, bertLayer, readBert, readBertLayer } from '../../src/model/network/bert';
import { useNodeBackend } from '../../tools/cli/nodeBackend';
import { expectClose, mapOf, maskOf, rowsOf, tinyParams, TINY } from './tiny';

const TOLERANCE = 5e-5;
const BATCH = [0, 1];
const LEVELS = ['p3', 'p4', 'p5', 'p6', 'p7'];

describe.each(['wasm', 'cpu'] as const)('text and fusion against the official modules, %s', (backend) => {
  beforeAll(() => useNodeBackend(backend, { threads: 1 }));
  const crossParams = () => tinyParams('rpn.head.dyhead_tower.0.b_attn', (scope) => readCrossAttention(scope, TINY));
  const dyConvParams = () => tinyParams('rpn.head.dyhead_tower.2', (scope) => readDyConv(scope, TINY));

  it.each(BATCH)('BERT (item %i)', async (b) => {
    const params = await tinyParams('language_backbone.body.model', (scope) => readBert(scope, TINY.bert));
    expectClose(
      bert(params, maskOf('bert.input_ids', b), attentionMask(maskOf('bert.attention_mask', b))),
      rowsOf('bert.hidden', b),
      TOLERANCE,
    );
  });

  it.each(BATCH)('X-MHA, folded, with masked tokens (item %i)', async (b) => {
    const p = await crossParams();
    const mask = fusionMask(maskOf('biattn.mask', b));
    const input = { visual: rowsOf('biattn.v', b), language: rowsOf('biattn.l', b) };
    const out = crossAttention(p, input, mask);
    expectClose(out.visual, rowsOf('biattn.v_out', b), TOLERANCE);
    expectClose(out.language, rowsOf('biattn.l_out', b), TOLERANCE);
    const normed = {
      visual: layerNorm(input.visual, p.normV, 1e-5),
      language: layerNorm(input.language, p.normL, 1e-5),
    };
    // What each side receives, alone: the residual starts from the normalised tensors.
    const received = crossAttention(
      { ...p, gammaV: tf.onesLike(p.gammaV), gammaL: tf.onesLike(p.gammaL) },
      input,
      mask,
    );
    expectClose(tf.sub(received.visual, normed.visual), rowsOf('biattn.attn_only.dv', b), TOLERANCE);
    expectClose(tf.sub(received.language, normed.language), rowsOf('biattn.attn_only.dl', b), TOLERANCE);
  });

  it.each(BATCH)('X-MHA over all levels at once (item %i)', async (b) => {
    const visual = joinLevels(LEVELS.map((p) => mapOf(`dyconv.x.${p}`, b)));
    const out = crossAttention(
      await crossParams(),
      { visual, language: rowsOf('biattn.l', b) },
      fusionMask(maskOf('biattn.mask', b)),
    );
    expectClose(out.visual, joinLevels(LEVELS.map((p) => mapOf(`vlfuse.v_out.${p}`, b))), TOLERANCE);
    expectClose(out.language, rowsOf('vlfuse.l_out', b), TOLERANCE);
  });

  it.each(BATCH)("the head's BERT layer (item %i)", async (b) => {
    const p = await tinyParams('rpn.head.dyhead_tower.1', (scope) => readBertLayer(scope, TINY.bert));
    const y = bertLayer(p, rowsOf('headbert.x', b), attentionMask(maskOf('headbert.mask', b)), true);
    expectClose(y, rowsOf('headbert.y', b), TOLERANCE);
  });

  it.each(BATCH)('deformable convolution, stride 1 and 2 and mismatched offsets (item %i)', async (b) => {
    const { branches, groups } = await dyConvParams();
    const x = mapOf('dconv.x', b);
    const sampling = (name: string) => ({
      offsets: mapOf(`dconv.${name}.offset`, b),
      mask: mapOf(`dconv.${name}.mask`, b),
    });
    const same = sampling('s1');
    expectClose(deformConv2d(x, same.offsets, same.mask, branches[1].conv, 1), mapOf('dconv.s1.y', b), TOLERANCE);
    const finer = sampling('s2');
    expectClose(deformConv2d(x, finer.offsets, finer.mask, branches[2].conv, 2), mapOf('dconv.s2.y', b), TOLERANCE);
    const coarser = onSmallerGrid(sampling('mismatch'), x.shape[0], x.shape[1]);
    expectClose(
      deformConv2d(x, coarser.offsets, coarser.mask, branches[0].conv, 1),
      mapOf('dconv.mismatch.y', b),
      TOLERANCE,
    );
    const convolved = deformConv2d(x, same.offsets, same.mask, branches[1].conv, 1);
    expectClose(groupNorm(convolved, branches[1].norm, groups, 1e-5), mapOf('conv3x3norm.y', b), TOLERANCE);
  });

  it.each(BATCH)('DYReLU (item %i)', async (b) => {
    expectClose(dynamicRelu(mapOf('dyrelu.x', b), (await dyConvParams()).relu), mapOf('dyrelu.y', b), TOLERANCE);
  });

  it.each([0, 1, 2, 3])('bilinear upsampling with aligned corners (case %i)', (i) => {
    const wanted = mapOf(`upsample${i}.y`, 0);
    expectClose(upsampleBilinear(mapOf(`upsample${i}.x`, 0), wanted.shape[0], wanted.shape[1]), wanted, TOLERANCE);
  });

  it.each(BATCH)('DyConv over the pyramid (item %i)', async (b) => {
    const p = await dyConvParams();
    const levels = LEVELS.map((name) => mapOf(`dyconv.x.${name}`, b));
    levels.forEach((level, i) => {
      expectClose(conv2d(level, p.offset), mapOf(`dyconv.offset_mask_raw.${LEVELS[i]}`, b), TOLERANCE);
    });
    dyConv(p, levels).forEach((level, i) => expectClose(level, mapOf(`dyconv.y.${LEVELS[i]}`, b), TOLERANCE));
  });
});
