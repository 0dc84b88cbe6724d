import { useNodeBackend } from '../cli/nodeBackend';
import { measure, type Plan } from './measure';
import { loadInNode } from './nodeModels';
import type { BackendMeasurements } from './page/bench.worker';

/** Measures wasm in Node. */
export async function benchInNode(
  plan: Plan,
  threads: number,
  onProgress: (line: string) => void,
): Promise<BackendMeasurements> {
  const device = await useNodeBackend('wasm', { threads });
  return {
    backend: 'wasm',
    device,
    ...(await measure(plan, { load: loadInNode, endRun: () => undefined, onProgress })),
  };
}
