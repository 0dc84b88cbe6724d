import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { anchorLevels } from '../../src/model/network/anchors';
import { candidates } from '../../src/model/postprocess/postprocess';
import { Glip } from '../../src/model/network/glip';
import { GLIP_T } from '../../src/model/config/presets';
import type { GpuPool } from '../../src/workers/backends/gpuPool';
import { useCountingGpu, type CountingGpu } from '../support/countingGpu';
import { zeroWeights } from '../support/zeroWeights';

const TOKENS = 12;
/** 232 million weights are uploaded. */
const PATIENCE = 120_000;

let gpu: CountingGpu;
let pool: GpuPool;
let glip: Glip;

beforeAll(async () => {
  ({ gpu, pool } = await useCountingGpu());
  glip = await Glip.load(GLIP_T, zeroWeights(GLIP_T));
  await run(32, 32); // weights that are used as they lie in the file are uploaded by their first use
}, PATIENCE);

/** A picture and a prompt, to the candidates. */
async function run(height: number, width: number): Promise<void> {
  const image = tf.zeros<tf.Rank.R3>([height, width, 3]);
  const [ids, mask] = [new Int32Array(TOKENS), new Int32Array(TOKENS).fill(1)];
  const text = glip.encodeText({ ids, mask });
  const levels = await glip.encodeImage(image);
  const predictions = await glip.ground(levels, text, mask);
  const anchors = anchorLevels(
    GLIP_T.anchors,
    levels.map(({ shape: [h, w] }) => [h, w] as const),
  );
  await candidates(predictions, anchors, [{ phrase: 0, tokens: [1, 2] }], { width, height }, GLIP_T.postprocess);
  tf.dispose([image, text, ...levels]);
  tf.dispose(Object.values(predictions));
  pool.endRun();
}

it('GLIP-T takes at most 800 dispatches for a picture and a prompt', async () => {
  gpu.restart();
  await run(480, 640);
  expect(gpu.dispatches).toBeGreaterThan(0);
  expect(gpu.dispatches).toBeLessThanOrEqual(800);
});

it('GLIP-T takes at most 2.2 GB for the largest picture, its weights included', async () => {
  gpu.restart();
  await run(800, 1344);
  expect(gpu.most).toBeGreaterThan(4 * glip.parameters);
  expect(gpu.most).toBeLessThanOrEqual(2.2e9);
});
