import { expose } from 'comlink';
import { Glip } from '../../../src/model/glip';
import { settle } from '../../../src/model/ops/settle';
import { openSafetensors } from '../../../src/model/weights/safetensorsFile';
import { startBackend } from '../../../src/workers/backends';
import { fetchModel } from '../../../src/workers/fetchModel';
import { readModelTexts } from '../../../src/workers/modelFiles';
import type { BackendName } from '../../../src/workers/protocol';
import { chooseThreads } from '../../../src/workers/wasmThreads';
import { generatedGlipT } from '../generated';
import { measure, type Measurements, type Plan } from '../measure';
import type { BenchModel } from '../models';
import { MANY_CORES } from '../tfjsThreads';

export interface BenchRequest {
  readonly backend: BackendName;
  /** Of wasm; without it, as in the product, as many as the cores suggest, while they pay. */
  readonly threads?: number;
  readonly plan: Plan;
}

export interface BackendMeasurements extends Measurements {
  readonly backend: string;
  /** The GPU's name, or the threads. */
  readonly device: string;
}

const api = {
  measure: async ({ backend, threads, plan }: BenchRequest, onProgress: (line: string) => void): Promise<BackendMeasurements> => {
    const wanted = threads ?? chooseThreads(navigator.hardwareConcurrency);
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: MANY_CORES });
    const started = await startBackend(backend, wanted, threads !== undefined);
    const measurements = await measure(plan, { load, onProgress, endRun: () => started.endRun?.(), threads: started.threads ?? 1 });
    const failure = started.failure?.();
    if (failure) throw failure;
    return { backend, device: started.device, ...measurements };
  },
};

export type BenchWorker = typeof api;

async function load({ name }: BenchModel): Promise<Glip> {
  const glip = name === 'glip-t' ? generatedGlipT() : await loadMicro();
  await settle();
  return glip;
}

async function loadMicro(): Promise<Glip> {
  const { texts, weights } = await fetchModel(new URL('/weights/glip-micro/', location.href).href, () => undefined);
  return Glip.load(readModelTexts(texts).config, (await openSafetensors(weights)).tensors);
}

expose(api);
