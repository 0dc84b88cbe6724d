/** Measures the network in Chromium, or with --node on wasm in Node: stages, kernels, and each fused kernel against its composition. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { benchInBrowser } from './browserBench';
import { useClock } from './clock';
import { KERNEL_NAMES } from './fusedKernels';
import { BENCH_MODELS, quick } from './models';
import { benchInNode } from './nodeBench';
import { pageReport, report } from './report';

const NAMES = BENCH_MODELS.map(({ name }) => name);
const KERNEL_ROUNDS = 5;
const BACKENDS = ['wasm', 'webgpu'] as const;
const USAGE = `Usage: npm run bench -- [--backend ${BACKENDS.join('|')}] [--gpu] | --node [--processor-time]
  [--model ${NAMES.join('|')}] [--tokens 8,32,195] [--threads N] [--quick] [--kernels [--only Linear,Gelu]] [--profile] [--out FILE.json]

  --gpu             WebGPU on this machine's GPU instead of the adapter that runs on the processor
  --processor-time  of one thread, which a busy machine distorts less
  --quick           one size, one round
  --kernels         no model: each fused kernel against its composition; with --only those named
  --profile         also the time of every kernel: timestamps on WebGPU`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      node: { type: 'boolean', default: false },
      backend: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      model: { type: 'string' },
      tokens: { type: 'string', default: '8,32,195' },
      threads: { type: 'string' },
      'processor-time': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      kernels: { type: 'boolean', default: false },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const tokens = values.tokens.split(',').map(Number);
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const backends = BACKENDS.filter((backend) => (values.backend ?? backend) === backend);
  const models = BENCH_MODELS.filter(({ name }) => (values.model ?? name) === name).map((model) =>
    values.quick ? quick(model) : model,
  );
  const counts = [...tokens, threads ?? 1];
  const only = values.only?.split(',');
  const unknown = only?.some((name) => !KERNEL_NAMES.includes(name)) ?? false;
  const misplaced = values.node ? values.gpu || values.backend !== undefined : values['processor-time'];
  // A prompt's first token is special, and so is its last.
  const wrong = counts.some((count) => !Number.isInteger(count) || count < 1) || Math.min(...tokens) < 3;
  if (models.length === 0 || backends.length === 0 || misplaced || unknown || wrong) throw new Error(USAGE);
  if (values['processor-time']) useClock('processor');

  const kernels = { rounds: values.quick ? 1 : KERNEL_ROUNDS, ...(only && { only }) };
  const plan = { kernels, models: values.kernels ? [] : models, tokens };
  const onProgress = (line: string) => console.error(line);
  // The processor time of several threads adds up to more than a run takes.
  const nodeThreads = values['processor-time'] ? 1 : (threads ?? os.availableParallelism());
  const measured = values.node
    ? { browser: `Node ${process.version}`, backends: [await benchInNode(plan, nodeThreads, onProgress)], pages: {} }
    : await benchInBrowser({ backends, gpu: values.gpu, plan, ...(threads && { threads }) }, onProgress);
  const machine = { processor: os.cpus()[0]?.model, cores: os.availableParallelism(), load: os.loadavg()[0] };
  const clock = values['processor-time'] ? 'processor' : 'wall';
  console.log(
    `${measured.browser}; ${machine.processor}, ${machine.cores} cores, load ${machine.load?.toFixed(1)}; ${clock} time\n`,
  );
  const parts = measured.backends.map((backend) => report(backend, values.profile));
  if (Object.keys(measured.pages).length > 0) parts.unshift(pageReport(measured.pages));
  console.log(parts.join('\n\n'));
  if (values.out) writeFileSync(values.out, JSON.stringify({ machine, clock, ...measured }, null, 2));
}

// exit(): the wasm threads would keep the process alive.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
