import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fpn, readFpn } from '../../src/model/network/fpn';
import { attention, patchEmbed, patchMerging, readSwin, swinStage } from '../../src/model/network/swin';
import { shiftMask, windowLayout } from '../../src/model/ops/windowLayout';
import { useNodeBackend } from '../../tools/cli/nodeBackend';
import { expectClose, golden, mapOf, maxDifference, rowsOf, tinyParams, TINY } from './tiny';

const TOLERANCE = 2e-5;
const BATCH = [0, 1];

describe.each(['wasm', 'cpu'] as const)('image encoder against the official modules, %s', (backend) => {
  beforeAll(() => useNodeBackend(backend, { threads: 1 }));
  const swin = () => tinyParams('backbone.body', (scope) => readSwin(scope, TINY.swin));

  it.each(BATCH)('patch embedding pads right and bottom (item %i)', async (b) => {
    const { tokens, h, w } = patchEmbed(await swin(), mapOf('patch_embed.x', b));
    expectClose(tf.reshape(tokens, [h, w, TINY.swin.embedDim]), mapOf('patch_embed.y', b), TOLERANCE);
  });

  it.each(BATCH)('a stage, block by block, on a map that is no multiple of the window (item %i)', async (b) => {
    const [h, w] = golden.get('swin_layer1.hw').values as Int32Array as unknown as [number, number];
    const stage = (await swin()).stages[1]!;
    const blocks: tf.Tensor[] = [];
    const out = swinStage(stage, { tokens: rowsOf('swin_layer1.x', b), h, w }, 7, (_, value) =>
      blocks.push(tf.keep(tf.clone(value))),
    );
    expectClose(blocks[0]!, rowsOf('swin_layer1.block0.y', b), TOLERANCE);
    expectClose(blocks[1]!, rowsOf('swin_layer1.block1.y', b), TOLERANCE);
    expectClose(out.tokens, rowsOf('swin_layer1.y', b), TOLERANCE);
    expectClose(patchMerging(stage.merging!, out).tokens, rowsOf('swin_layer1.down', b), TOLERANCE);
  });

  it('window attention alone, with the shift mask', async () => {
    const windows = { h: 9, w: 12, size: 7, shift: 3 };
    const { scatter } = windowLayout(9, 12, 7, 3);
    // The golden is cut into windows already, padding included.
    const mapOfWindows = (name: string, b: number) => {
      const { shape, values } = golden.get(name);
      const [, area, channels] = shape as [number, number, number];
      const size = 4 * area * channels;
      const placed = tf.tensor2d(values.slice(b * size, (b + 1) * size), [4 * area, channels]);
      return tf.gather(placed, tf.tensor1d(scatter, 'int32'));
    };
    for (const b of BATCH) {
      const y = attention(
        (await swin()).stages[1]!.blocks[1]!.attention,
        mapOfWindows('swin_layer1.block1.attn.x', b),
        windows,
      );
      expectClose(y, mapOfWindows('swin_layer1.block1.attn.y', b), TOLERANCE);
    }
  });

  it('the shift mask', () => {
    expect(maxDifference(shiftMask(9, 12, 7, 3), golden.get('swin_layer1.attn_mask').values)).toBe(0);
  });

  it.each(BATCH)('patch merging of a map that is odd both ways (item %i)', async (b) => {
    const [h, w] = golden.get('patch_merging0.hw').values as Int32Array as unknown as [number, number];
    const merged = patchMerging((await swin()).stages[0]!.merging!, { tokens: rowsOf('patch_merging0.x', b), h, w });
    expectClose(merged.tokens, rowsOf('patch_merging0.y', b), TOLERANCE);
  });

  it.each(BATCH)('FPN with non-integer upsampling ratios, P6 from P5, ReLU before P7 (item %i)', async (b) => {
    const params = await tinyParams('backbone.fpn', (scope) => readFpn(scope, [48, 96, 192], TINY.fpn.channels));
    const levels = fpn(
      params,
      ['c3', 'c4', 'c5'].map((name) => mapOf(`fpn.${name}`, b)),
    );
    levels.forEach((level, i) => expectClose(level, mapOf(`fpn.p${i + 3}`, b), TOLERANCE));
  });
});
