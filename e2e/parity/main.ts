import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { Glip } from '../../src/model/glip';
import type { TuningForm } from '../../src/model/learn/tunedPrompt';
import { installWebGpuKernels } from '../../src/model/ops/webgpu/install';
import { KERNELS } from '../../src/model/ops/webgpu/kernels';
import { installNativeKernels } from '../../src/workers/nativeKernels';
import { GOLDEN_CONFIGS } from '../../tools/golden/configs';
import { GoldenFile, type GoldenRun } from '../../tools/golden/reference';
import { checkRun, type RunReport } from '../../tools/golden/run';
import { goldenWeights, type WeightRule } from '../../tools/golden/weights';
import { compareCandidates, compareKernel, type Aggregation, type CandidatesReport, type KernelReport } from './kernels';
import { learn, type LessonReport } from './lesson';

/** The parity of the tiny model in a browser, what it learns there, and kernels beside the compositions that define them: the test calls these on the window. */

export interface ParityReport extends RunReport {
  /** Tensors that the run left behind. */
  readonly leaked: number;
}

export interface ParityPage {
  /** The names of all tiny runs. */
  runs(): Promise<string[]>;
  /** Starts a backend and puts the tiny model on it. */
  start(backend: 'webgpu' | 'wasm'): Promise<void>;
  /** @param factor on the tolerances of the golden README. */
  check(run: string, factor: number): Promise<ParityReport>;
  /** Teaches the tiny model for a few steps. */
  learn(form: TuningForm): Promise<LessonReport>;
  /** The candidates of one and the same prediction, selected both ways. */
  compareCandidates(aggregation: Aggregation): Promise<CandidatesReport>;
  /** The names of the kernels that webgpu has. */
  kernels(): string[];
  /** Runs the cases of a kernel on webgpu both ways. */
  compareKernel(kernel: string): Promise<KernelReport[]>;
}

let glip: Glip | undefined;

const parity: ParityPage = {
  runs: async () => Object.keys(await fetchRuns()),
  start: async (backend) => {
    await (backend === 'webgpu' ? startWebGpu() : startWasm());
    const config = GOLDEN_CONFIGS.tiny!;
    glip = Glip.create(config, goldenWeights(config, await fetchJson<WeightRule[]>('weight_rules.json'), '', 'tiny'));
  },
  check: async (name, factor) => {
    const run = (await fetchRuns())[name]!;
    const golden = GoldenFile.read(new Uint8Array(await (await fetchFile(`${name}.safetensors`)).arrayBuffer()));
    const before = tf.memory().numTensors;
    const report = await checkRun(glip!, 'tiny', run, golden, factor);
    return { ...report, leaked: tf.memory().numTensors - before };
  },
  learn: (form) => learn(glip!, form),
  kernels: () => Object.keys(KERNELS),
  compareKernel,
  compareCandidates,
};

/** tfjs would move small operations to the processor, and then the test would prove nothing about the GPU. */
async function startWebGpu(): Promise<void> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('This browser has no WebGPU adapter.');
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBuffersPerShaderStage: adapter.limits.maxStorageBuffersPerShaderStage } });
  device.addEventListener('uncapturederror', ({ error }) => reportError(new Error(error.message)));
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  await tf.setBackend('webgpu');
  installWebGpuKernels();
}

async function startWasm(): Promise<void> {
  setWasmPaths({ 'tfjs-backend-wasm.wasm': wasm, 'tfjs-backend-wasm-simd.wasm': simdWasm, 'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');
  await installNativeKernels(1);
}

const fetchRuns = () => fetchJson<Record<string, GoldenRun>>('tiny_runs.json');

async function fetchJson<T>(name: string): Promise<T> {
  return (await (await fetchFile(name)).json()) as T;
}

async function fetchFile(name: string): Promise<Response> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: error ${response.status}`);
  return response;
}

Object.assign(window, { parity });
