import os from 'node:os';
import { useNodeBackend } from '../nodeBackend';
import { measure, type Plan } from './measure';
import { loadInNode } from './nodeModels';
import type { BackendMeasurements } from './page/bench.worker';
import { MANY_CORES } from './tfjsThreads';

/** Measures wasm in Node. */
export async function benchInNode(plan: Plan, threads: number, onProgress: (line: string) => void): Promise<BackendMeasurements> {
  const { cpus } = os;
  os.cpus = () => Array.from({ length: MANY_CORES }, () => cpus()[0]!);
  const device = await useNodeBackend('wasm', { threads });
  os.cpus = cpus;
  return { backend: 'wasm', device, ...(await measure(plan, { load: loadInNode, endRun: () => undefined, threads, onProgress })) };
}
