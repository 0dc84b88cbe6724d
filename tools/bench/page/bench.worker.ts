import { expose } from 'comlink';
import { Glip } from '../../../src/model/network/glip';
import { settle } from '../../../src/model/ops/tfjs/sync';
import { GLIP_T } from '../../../src/model/config/presets';
import { precompile } from '../../../src/model/runtime/precompile';
import { openSafetensors } from '../../../src/model/checkpoint/safetensors/safetensorsFile';
import { startBackend } from '../../../src/workers/backends/startBackend';
import { fetchModel } from '../../../src/workers/grounding/fetchModel';
import { readModelTexts } from '../../../src/workers/grounding/modelFiles';
import type { BackendName } from '../../../src/workers/messages/grounding';
import type { StartedBackend } from '../../../src/workers/backends/startedBackend';
import { chooseThreads } from '../../../src/workers/backends/wasmThreads';
import { generatedGlipT } from '../generated';
import { measure, type Measurements, type Plan } from '../measure';
import type { BenchModel } from '../models';

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
  measure: async (
    { backend, threads, plan }: BenchRequest,
    onProgress: (line: string) => void,
  ): Promise<BackendMeasurements> => {
    const wanted = threads ?? chooseThreads(navigator.hardwareConcurrency);
    const started = await startBackend(backend, wanted, threads !== undefined);
    const measurements = await measure(plan, {
      load: (model) => load(model, started),
      onProgress,
      endRun: () => started.endRun?.(),
    });
    const failure = started.failure?.();
    if (failure) throw failure;
    return { backend, device: started.device, ...measurements };
  },
};

export type BenchWorker = typeof api;

/** As the product loads it. */
async function load({ name }: BenchModel, backend: StartedBackend): Promise<Glip> {
  const micro = name === 'glip-micro' ? await openMicro() : undefined;
  const compiling = await backend.compileAhead?.(() => precompile(micro?.config ?? GLIP_T, micro !== undefined));
  const glip = await (micro ? Glip.load(micro.config, micro.tensors) : generatedGlipT());
  await compiling?.compiled;
  await settle();
  return glip;
}

async function openMicro() {
  const { texts, weights } = await fetchModel(new URL('/weights/glip-micro/', location.href).href, () => undefined);
  return { ...readModelTexts(texts), ...(await openSafetensors(weights)) };
}

expose(api);
