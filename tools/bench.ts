/** Measures the network on wasm in Node: stages, kernels, and each fused kernel against its composition. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { removeWasmKernels } from '../src/model/ops/wasm/install';
import { useClock } from './bench/clock';
import { measure } from './bench/measure';
import { BENCH_MODELS } from './bench/models';
import { report } from './bench/report';
import { installNodeKernels, useNodeBackend } from './nodeBackend';

const NAMES = BENCH_MODELS.map(({ name }) => name);
const USAGE = `Usage: npm run bench -- --node [--model ${NAMES.join('|')}] [--tokens 8,32,195] [--threads N | --processor-time] [--quick] [--out FILE.json]`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      node: { type: 'boolean' },
      model: { type: 'string' },
      tokens: { type: 'string', default: '8,32,195' },
      threads: { type: 'string', default: String(os.availableParallelism()) },
      'processor-time': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const tokens = values.tokens.split(',').map(Number);
  // The processor time of several threads adds up to more than a run takes.
  const threads = values['processor-time'] ? 1 : Number(values.threads);
  if (values['processor-time']) useClock('processor');
  const models = BENCH_MODELS.filter(({ name }) => (values.model ?? name) === name).map((model) => (values.quick ? { ...model, sizes: model.sizes.slice(0, 1), rounds: 1 } : model));
  const counts = [threads, ...tokens];
  // A prompt's first token is special, and so is its last.
  if (!values.node || models.length === 0 || counts.some((count) => !Number.isInteger(count) || count < 1) || Math.min(...tokens) < 3) throw new Error(USAGE);
  const backend = `wasm, ${await useNodeBackend('wasm', { threads })}`;
  const machine = { processor: os.cpus()[0]?.model, cores: os.availableParallelism(), node: process.version, load: os.loadavg()[0] };
  const measurements = await measure({
    models,
    tokens,
    useFused: async (fused) => (fused ? installNodeKernels(threads) : removeWasmKernels()),
    onProgress: (line) => console.error(line),
  });
  console.log(`${backend}; ${machine.processor}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load?.toFixed(1)}; ${values['processor-time'] ? 'processor' : 'wall'} time\n`);
  console.log(report(measurements));
  if (values.out) writeFileSync(values.out, JSON.stringify({ machine, backend, clock: values['processor-time'] ? 'processor' : 'wall', ...measurements }, null, 2));
}

// exit(): the wasm threads would keep the process alive.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
