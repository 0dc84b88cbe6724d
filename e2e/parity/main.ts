import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { Glip } from '../../src/model/network/glip';
import type { TuningForm } from '../../src/model/tuning/tunedPrompt';
import { installWebGpuKernels } from '../../src/model/ops/webgpu/install';
import { KERNELS } from '../../src/model/ops/webgpu/kernels';
import { installNativeKernels } from '../../src/workers/backends/nativeKernels';
import { GOLDEN_CONFIGS } from '../../tools/golden/configs';
import { GoldenFile, type GoldenRun, type TensorStats } from '../../tools/golden/reference';
import { checkRun, type RunReport } from '../../tools/golden/run';
import { goldenWeights, type WeightRule } from '../../tools/golden/weights';
import {
  compareCandidates,
  compareKernel,
  type Aggregation,
  type CandidatesReport,
  type KernelReport,
} from './kernels';
import { learn, type LessonReport } from './lesson';

/** The parity of the tiny models in a browser, what one learns there, and kernels beside the compositions that define them: the test calls these on the window. */

export interface ParityReport extends RunReport {
  /** Tensors that the run left behind. */
  readonly leaked: number;
}

export interface ParityPage {
  /** The names of the runs of all tiny models. */
  runs(): Promise<string[]>;
  /** Starts a backend and puts the tiny model of GLIP-T's form on it. */
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

/** The tiny models, of the forms of GLIP-T, GLIP-T (A) and GLIP-L. */
const MODELS = ['tiny', 'tiny_a_form', 'tiny_l_form'];

const glips = new Map<string, Glip>();

const parity: ParityPage = {
  runs: async () => (await fetchRuns()).map(({ run }) => run.run),
  start: async (backend) => {
    await (backend === 'webgpu' ? startWebGpu() : startWasm());
    await uploaded('tiny');
  },
  check: async (name, factor) => {
    const { model, run } = (await fetchRuns()).find(({ run }) => run.run === name)!;
    const file = new Uint8Array(await (await fetchFile(`${name}.safetensors`)).arrayBuffer());
    // Of the other forms' activations, the fixtures hold samples.
    const golden = GoldenFile.read(
      file,
      model === 'tiny' ? undefined : await fetchJson<{ tensors: Record<string, TensorStats> }>(`${name}.stats.json`),
    );
    const glip = await uploaded(model);
    const before = tf.memory().numTensors;
    const report = await checkRun(glip, model, run, golden, factor);
    return { ...report, leaked: tf.memory().numTensors - before };
  },
  learn: (form) => learn(glips.get('tiny')!, form),
  kernels: () => Object.keys(KERNELS),
  compareKernel,
  compareCandidates,
};

/** A model on the backend, put there when it is first asked for. */
async function uploaded(model: string): Promise<Glip> {
  const config = GOLDEN_CONFIGS[model]!;
  const glip =
    glips.get(model) ??
    (await Glip.load(config, goldenWeights(config, await fetchJson<WeightRule[]>('weight_rules.json'), '', model)));
  glips.set(model, glip);
  return glip;
}

/** tfjs would move small operations to the processor, and then the test would prove nothing about the GPU. */
async function startWebGpu(): Promise<void> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('This browser has no WebGPU adapter.');
  const device = await adapter.requestDevice({
    requiredLimits: { maxStorageBuffersPerShaderStage: adapter.limits.maxStorageBuffersPerShaderStage },
  });
  device.addEventListener('uncapturederror', ({ error }) => reportError(new Error(error.message)));
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  await tf.setBackend('webgpu');
  installWebGpuKernels();
}

async function startWasm(): Promise<void> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasm,
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
  });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');
  await installNativeKernels(1);
}

async function fetchRuns(): Promise<{ model: string; run: GoldenRun }[]> {
  const runs = await Promise.all(MODELS.map((model) => fetchJson<Record<string, GoldenRun>>(`${model}_runs.json`)));
  return runs.flatMap((ofModel, i) => Object.values(ofModel).map((run) => ({ model: MODELS[i]!, run })));
}

async function fetchJson<T>(name: string): Promise<T> {
  return (await (await fetchFile(name)).json()) as T;
}

async function fetchFile(name: string): Promise<Response> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: error ${response.status}`);
  return response;
}

Object.assign(window, { parity });
