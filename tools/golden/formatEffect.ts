/**
 * Measures what the formats of weights do to the alignments: each golden run with the weights in F16 and in I8, as the product stores
 * and reads them, and with both factors of every product rounded to float16, against F32.
 */
import * as tf from '@tensorflow/tfjs-core';
import { parseArgs } from 'node:util';
import { Glip } from '../../src/model/network/glip';
import { openSafetensors } from '../../src/model/checkpoint/safetensors/safetensorsFile';
import { writeSafetensors, type WeightFormat } from '../../src/model/checkpoint/safetensors/writeSafetensors';
import type { CheckpointTensor } from '../../src/model/checkpoint/tensors/checkpoint';
import { MemoryFile } from '../../tests/support/memoryFile';
import { GOLDEN_CONFIGS } from './configs';
import { openGolden, readRules, readRuns } from './directory';
import type { GoldenRun } from './reference';
import { forward } from './run';
import { goldenWeights } from './weights';
import { withHalfFactors } from '../experiments/halfFactors';
import { useNodeBackend } from '../cli/nodeBackend';

const USAGE = 'Usage: npm run format-effect -- --goldens DIR [--only PREFIX]';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { goldens: { type: 'string' }, only: { type: 'string' } } });
  if (!values.goldens) throw new Error(USAGE);
  await useNodeBackend('wasm');
  console.log(
    ['run'.padEnd(18), 'rounded'.padEnd(12), 'logits (largest)', 'change of a logit', 'change of a probability'].join(
      '  ',
    ),
  );
  for (const model of Object.keys(GOLDEN_CONFIGS)) {
    for (const run of readRuns(values.goldens, model).filter(({ run }) => run.startsWith(values.only ?? ''))) {
      const exact = await alignments(values.goldens, model, run, 'F32');
      const F16 = await alignments(values.goldens, model, run, 'F16');
      const I8 = await alignments(values.goldens, model, run, 'I8');
      const factors = await withHalfFactors(() => alignments(values.goldens!, model, run, 'F16'));
      for (const [what, rounded] of Object.entries({ F16, I8, 'F16 factors': factors })) {
        const change = (of: (logit: number) => number) => largest(exact.map((logit, i) => of(logit) - of(rounded[i]!)));
        const cells = [
          largest(exact).toFixed(2),
          change((logit) => logit).toExponential(1),
          change(sigmoid).toExponential(1),
        ];
        console.log(
          [run.run.padEnd(18), what.padEnd(12), cells[0]!.padEnd(16), cells[1]!.padEnd(17), cells[2]!].join('  '),
        );
      }
    }
  }
}

/** Alignment logits of every location with every token. */
async function alignments(goldens: string, model: string, run: GoldenRun, format: WeightFormat): Promise<Float32Array> {
  const config = GOLDEN_CONFIGS[model]!;
  const weights = goldenWeights(config, readRules(goldens), run.weight_salt, model);
  const glip = await Glip.load(config, storedAs(weights, format));
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

/** Each tensor as it is read from a file of that format, made when it is its turn. */
function storedAs(weights: ReadonlyMap<string, CheckpointTensor>, format: WeightFormat): Map<string, CheckpointTensor> {
  const stored = new Map<string, CheckpointTensor>();
  for (const [name, float] of weights) {
    const tensor = (read: CheckpointTensor['read']): CheckpointTensor => ({
      dtype: format === 'F32' ? 'float32' : 'float16',
      shape: float.shape,
      bytes: 0,
      read,
    });
    const readBack = async () => {
      const file = new MemoryFile();
      await writeSafetensors(new Map([[name, float]]), format, file);
      return (await openSafetensors(file)).tensors.get(name)!.read();
    };
    stored.set(name, tensor(readBack));
  }
  return stored;
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
