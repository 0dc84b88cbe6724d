/**
 * Measures what halves do to the alignments: each golden run with the weights rounded to F16, and with both factors of every product
 * rounded as well, against F32.
 */
import * as tf from '@tensorflow/tfjs-core';
import { parseArgs } from 'node:util';
import { Glip } from '../../src/model/network/glip';
import { toHalves } from '../../src/model/checkpoint/tensors/float16';
import type { RawTensor } from '../../src/model/checkpoint/tensors/rawTensor';
import { GOLDEN_CONFIGS } from './configs';
import { openGolden, readRules, readRuns } from './directory';
import type { GoldenRun } from './reference';
import { forward } from './run';
import { goldenWeights } from './weights';
import { withHalfFactors } from '../experiments/halfFactors';
import { useNodeBackend } from '../cli/nodeBackend';

const USAGE = 'Usage: npm run f16-effect -- --goldens DIR [--only PREFIX]';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { goldens: { type: 'string' }, only: { type: 'string' } } });
  if (!values.goldens) throw new Error(USAGE);
  await useNodeBackend('wasm');
  console.log(
    ['run'.padEnd(18), 'halves'.padEnd(8), 'logits (largest)', 'change of a logit', 'change of a probability'].join(
      '  ',
    ),
  );
  for (const model of Object.keys(GOLDEN_CONFIGS)) {
    for (const run of readRuns(values.goldens, model).filter(({ run }) => run.startsWith(values.only ?? ''))) {
      const exact = await alignments(values.goldens, model, run, 'F32');
      const weights = await alignments(values.goldens, model, run, 'F16');
      const factors = await withHalfFactors(() => alignments(values.goldens!, model, run, 'F16'));
      for (const [halves, rounded] of Object.entries({ weights, factors })) {
        const change = (of: (logit: number) => number) => largest(exact.map((logit, i) => of(logit) - of(rounded[i]!)));
        const cells = [
          largest(exact).toFixed(2),
          change((logit) => logit).toExponential(1),
          change(sigmoid).toExponential(1),
        ];
        console.log(
          [run.run.padEnd(18), halves.padEnd(8), cells[0]!.padEnd(16), cells[1]!.padEnd(17), cells[2]!].join('  '),
        );
      }
    }
  }
}

/** Alignment logits of every location with every token. */
async function alignments(
  goldens: string,
  model: string,
  run: GoldenRun,
  format: 'F32' | 'F16',
): Promise<Float32Array> {
  const config = GOLDEN_CONFIGS[model]!;
  const weights = goldenWeights(config, readRules(goldens), run.weight_salt, model);
  const glip = Glip.create(config, format === 'F32' ? weights : inHalves(weights));
  const golden = openGolden(goldens, run.run);
  const all: number[] = [];
  for (const batch of run.image_sizes_hw.keys()) {
    const { predictions } = await forward(glip, golden, batch);
    for (const logit of await predictions.alignment.data()) all.push(logit);
    tf.dispose(Object.values(predictions));
  }
  glip.dispose();
  return Float32Array.from(all);
}

function inHalves(weights: ReadonlyMap<string, RawTensor>): Map<string, RawTensor> {
  const halves = new Map<string, RawTensor>();
  for (const [name, tensor] of weights) {
    halves.set(name, {
      dtype: 'F16',
      shape: tensor.shape,
      get bytes() {
        return new Uint8Array(toHalves(new Float32Array(tensor.bytes.buffer as ArrayBuffer)).buffer);
      },
    });
  }
  return halves;
}

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// exit(): the wasm threads would keep the process alive.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
