import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Glip } from '../../src/model/glip';
import { openGolden, readRules, readRuns } from '../../tools/golden/directory';
import { checkRun } from '../../tools/golden/run';
import { goldenWeights } from '../../tools/golden/weights';
import { useNodeBackend } from '../../tools/nodeBackend';
import { GOLDENS, TINY } from './tiny';

describe.each([
  { kernels: 'ours', fused: true },
  { kernels: 'those of tfjs, as where wasm has no SIMD', fused: false },
])('the whole network against the official implementation, wasm, kernels: $kernels', ({ fused }) => {
  let glip: Glip;
  beforeAll(async () => {
    await useNodeBackend('wasm', { threads: 1, fused });
    glip = Glip.create(TINY, goldenWeights(TINY, readRules(GOLDENS), '', 'tiny'));
  });

  it.each(readRuns(GOLDENS, 'tiny').map((run) => [run.run, run] as const))('%s', async (name, run) => {
    const before = tf.memory().numTensors;
    const report = await checkRun(glip, 'tiny', run, openGolden(GOLDENS, name));
    expect(report).toMatchObject({ passed: true, matched: report.expected });
    expect(report.expected).toBeGreaterThan(0);
    expect(Object.keys(report.stages)).toEqual(expect.arrayContaining(['swin', 'fpn', 'bert', 'head', 'alignment', 'codes']));
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
});
