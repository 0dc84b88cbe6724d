import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Glip } from '../../src/model/network/glip';
import { GOLDEN_CONFIGS } from '../../tools/golden/configs';
import { openGolden, readRules, readRuns } from '../../tools/golden/directory';
import { checkRun } from '../../tools/golden/run';
import { goldenWeights } from '../../tools/golden/weights';
import { useNodeBackend } from '../../tools/cli/nodeBackend';
import { GOLDENS } from './tiny';

const KERNELS = [
  { kernels: 'ours', fused: true },
  { kernels: 'those of tfjs, as where wasm has no SIMD', fused: false },
];
const FORMS = [
  { model: 'tiny', form: 'GLIP-T' },
  { model: 'tiny_a_form', form: 'GLIP-T (A), without early fusion' },
  { model: 'tiny_l_form', form: 'GLIP-L, windows of 12' },
];
const cases = FORMS.flatMap((form) => KERNELS.map((kernels) => ({ ...form, ...kernels })));

describe.each(cases)(
  'the whole network of the form of $form against the official implementation, wasm, kernels: $kernels',
  ({ model, fused }) => {
    let glip: Glip;
    beforeAll(async () => {
      await useNodeBackend('wasm', { threads: 1, fused });
      const config = GOLDEN_CONFIGS[model]!;
      glip = await Glip.load(config, goldenWeights(config, readRules(GOLDENS), '', model));
    });
    afterAll(() => glip.dispose());

    it.each(readRuns(GOLDENS, model).map((run) => [run.run, run] as const))('%s', async (name, run) => {
      const before = tf.memory().numTensors;
      const report = await checkRun(glip, model, run, openGolden(GOLDENS, name));
      expect(report).toMatchObject({ passed: true, matched: report.expected });
      expect(report.expected).toBeGreaterThan(0);
      expect(Object.keys(report.stages)).toEqual(
        expect.arrayContaining(['swin', 'fpn', 'bert', 'head', 'alignment', 'codes']),
      );
      expect(tf.memory().numTensors).toBe(before);
    });

    it('an abandoned run frees its tensors', async () => {
      const before = tf.memory().numTensors;
      const image = tf.zeros([64, 96, 3]) as tf.Tensor3D;
      const abandon = () => Promise.reject(new Error('abandoned'));
      await expect(glip.encodeImage(image, abandon)).rejects.toThrow('abandoned');
      const levels = await glip.encodeImage(image);
      const text = glip.encodeText({ ids: Int32Array.of(101, 7, 102), mask: Int32Array.of(1, 1, 1) });
      await expect(glip.ground(levels, text, Int32Array.of(1, 1, 1), abandon)).rejects.toThrow('abandoned');
      tf.dispose([image, text, ...levels]);
      expect(tf.memory().numTensors).toBe(before);
    });
  },
);
