import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import microConfig from '../../public/weights/glip-micro/config.json';
import { readConfig } from '../../src/model/config/configReader';
import { Glip } from '../../src/model/network/glip';
import { preprocess } from '../../src/model/preprocess/preprocess';
import { modelNeeds } from '../../src/model/runtime/memoryEstimate';
import { settle } from '../../src/model/ops/tfjs/sync';
import { GLIP_L, GLIP_T } from '../../src/model/config/presets';
import type { GpuPool } from '../../src/workers/backends/gpuPool';
import { useCountingGpu, type CountingGpu } from '../support/countingGpu';
import { slim } from '../support/slimModel';
import { zeroWeights } from '../support/zeroWeights';

const TOKENS = 12;
const MICRO = readConfig(microConfig);

let gpu: CountingGpu;
let pool: GpuPool;
beforeAll(async () => void ({ gpu, pool } = await useCountingGpu()));

/** A picture and a prompt, to the predictions. */
async function run(glip: Glip, width: number, height: number): Promise<void> {
  const { tensor } = preprocess({ data: new Uint8Array(4 * width * height), width, height }, glip.config.image);
  const levels = await glip.encodeImage(tensor);
  tensor.dispose();
  const [ids, mask] = [new Int32Array(TOKENS), new Int32Array(TOKENS).fill(1)];
  const text = glip.encodeText({ ids, mask });
  const predictions = await glip.ground(levels, text, mask);
  await settle();
  tf.dispose([text, ...levels, { ...predictions }]);
  pool.endRun();
}

it.each([
  { config: MICRO, minSize: MICRO.image.minSize, maxSize: MICRO.image.maxSize },
  { config: GLIP_T, minSize: 480, maxSize: 640 },
  { config: GLIP_T, minSize: 640, maxSize: 1066 },
  { config: GLIP_T, minSize: 800, maxSize: 1333 },
  { config: GLIP_L, minSize: 480, maxSize: 640 },
  { config: GLIP_L, minSize: 800, maxSize: 1333 },
])('$config.name takes on WebGPU what is estimated, at $minSize × $maxSize', async ({ config, minSize, maxSize }) => {
  const image = { ...config.image, minSize, maxSize };
  const glip = await Glip.load({ ...slim(config), image }, zeroWeights(slim(config)));
  await run(glip, maxSize, minSize); // which uploads the weights that wait for their first use
  pool.endRun();
  const weights = gpu.bytes;
  gpu.restart();
  await run(glip, maxSize, minSize);
  const share = (gpu.most - weights) / modelNeeds({ ...config, image }).work;
  glip.dispose();
  await settle();
  pool.endRun();
  expect(share).toBeGreaterThan(0.9);
  expect(share).toBeLessThan(1.1);
});
