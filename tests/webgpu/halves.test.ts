import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import microConfig from '../../public/weights/glip-micro/config.json';
import { readConfig } from '../../src/model/config/configReader';
import { Glip } from '../../src/model/network/glip';
import { modelNeeds } from '../../src/model/runtime/memoryEstimate';
import { settle } from '../../src/model/ops/tfjs/sync';
import { useCountingGpu } from '../support/countingGpu';
import { zeroWeights } from '../support/zeroWeights';

const CONFIG = readConfig(microConfig);
/** The vectors and the few matrices that are no product's stay in float32. */
const SHARE_OF_FLOATS = 0.1;

it('weights that are halves in their file stay so on the GPU', async () => {
  const { gpu, pool } = await useCountingGpu();
  const weightsIn = async (dtype: 'float32' | 'float16') => {
    const glip = await Glip.load(CONFIG, zeroWeights(CONFIG, dtype));
    await run(glip); // weights that are used as they lie in the file are uploaded by their first use
    pool.endRun();
    pool.endRun();
    const { bytes } = gpu;
    const { parameters } = glip;
    glip.dispose();
    await settle();
    pool.endRun();
    pool.endRun();
    return { bytes, parameters };
  };
  const [floats, halves] = [await weightsIn('float32'), await weightsIn('float16')];
  expect(halves.parameters).toBe(floats.parameters);
  expect(halves.bytes).toBeLessThan((0.5 + SHARE_OF_FLOATS / 2) * floats.bytes);
  expect(halves.bytes).toBeGreaterThan(0.5 * floats.bytes);
  expect(halves.bytes / modelNeeds(CONFIG, { halves: true }).weights).toBeCloseTo(1, 1);
  expect(floats.bytes / modelNeeds(CONFIG).weights).toBeCloseTo(1, 1);
});

async function run(glip: Glip): Promise<void> {
  const image = tf.zeros<tf.Rank.R3>([64, 64, 3]);
  const mask = new Int32Array(4).fill(1);
  const text = glip.encodeText({ ids: new Int32Array(4), mask });
  const levels = await glip.encodeImage(image);
  const predictions = await glip.ground(levels, text, mask);
  await settle();
  tf.dispose([image, text, ...levels, { ...predictions }]);
}
