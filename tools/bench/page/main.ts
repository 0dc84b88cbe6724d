import { proxy, wrap } from 'comlink';
import type { BenchRequest, BenchWorker } from './bench.worker';

/** A model runs in a worker, as in the product; the bench calls this on the window and reads progress in the console. */
const worker = wrap<BenchWorker>(new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' }));

const bench = (request: BenchRequest) =>
  worker.measure(
    request,
    proxy((line: string) => console.log(line)),
  );

export type BenchPage = typeof bench;

Object.assign(window, { bench });
