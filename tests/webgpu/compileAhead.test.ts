import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import microConfig from '../../public/weights/glip-micro/config.json';
import type { GlipConfig } from '../../src/model/config/config';
import { readConfig } from '../../src/model/config/configReader';
import { candidates } from '../../src/model/postprocess/postprocess';
import { anchorLevels } from '../../src/model/network/anchors';
import { Glip } from '../../src/model/network/glip';
import { preprocess } from '../../src/model/preprocess/preprocess';
import { GLIP_L, GLIP_T } from '../../src/model/config/presets';
import { precompile } from '../../src/model/runtime/precompile';
import { tokenInput } from '../../src/model/network/tokenInput';
import { compileAhead } from '../../src/workers/backends/compileAhead';
import { useCountingGpu } from '../support/countingGpu';
import { slim } from '../support/slimModel';
import { zeroWeights } from '../support/zeroWeights';

const MODELS = [
  { name: 'glip-micro', config: readConfig(microConfig), dtype: 'float16' },
  { name: 'GLIP-T', config: slim(GLIP_T), dtype: 'float32' },
  { name: 'GLIP-T of halves', config: slim(GLIP_T), dtype: 'float16' },
  { name: 'GLIP-L', config: slim(GLIP_L), dtype: 'float32' },
] as const;

/** Pictures and prompts of other sizes than the rehearsal's. */
const RUNS = [
  { width: 97, height: 61, tokens: 3 },
  { width: 300, height: 640, tokens: 20 },
] as const;

async function run(glip: Glip, { width, height, tokens }: (typeof RUNS)[number]): Promise<void> {
  const { config } = glip;
  const input = preprocess({ data: new Uint8Array(4 * width * height), width, height }, config.image);
  const { ids, mask } = tokenInput(new Int32Array(tokens), config.text.maxTokens);
  const levels = await glip.encodeImage(input.tensor);
  const text = glip.encodeText({ ids, mask });
  const predictions = await glip.ground(levels, text, mask);
  const anchors = anchorLevels(
    config.anchors,
    levels.map(({ shape: [h, w] }) => [h, w] as const),
  );
  await candidates(predictions, anchors, [{ phrase: 0, tokens: [1] }], input, config.postprocess);
  tf.dispose([input.tensor, ...levels, text, { ...predictions }]);
}

describe.each(MODELS)('$name', ({ config, dtype }: { config: GlipConfig; dtype: 'float16' | 'float32' }) => {
  it('waits for no kernel that a rehearsal has asked for', async () => {
    const { gpu, backend } = await useCountingGpu();
    const tensors = tf.memory().numTensors;
    const { compiled } = await compileAhead(backend, () => precompile(config, dtype === 'float16'));
    expect([gpu.dispatches, gpu.most, tf.memory().numTensors]).toEqual([0, 0, tensors]);
    expect(gpu.pipelinesAhead.length).toBeGreaterThan(20);

    await compiled;
    const glip = await Glip.load(config, zeroWeights(config, dtype));
    gpu.restart();
    for (const sizes of RUNS) await run(glip, sizes);
    expect(gpu.dispatches).toBeGreaterThan(100);
    expect(gpu.pipelines).toEqual([]);
  });
});
