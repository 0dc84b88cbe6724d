import '@tensorflow/tfjs-backend-cpu';
import { type BackendWasm, getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { createThreadedWasm, threadSource, type ThreadedBuild } from '../src/workers/threadedWasm';

/** The pool that the threaded build starts, however many of its workers are then used. */
const MAX_THREADS = 8;

const nodeRequire = createRequire(import.meta.url);
const wasmFolder = path.dirname(nodeRequire.resolve('@tensorflow/tfjs-backend-wasm'));
const stockFactory = tf.findBackendFactory('wasm');

/**
 * Makes a tfjs backend the current one, in Node.
 *
 * @param options.threads wasm threads, 1 to 8; as many as there are cores if not given. Test files that run side by side
 *   should ask for one.
 * @returns in words what runs, e.g. "SIMD, 2 threads".
 * @throws Error when the backend does not start.
 */
export async function useNodeBackend(name: 'wasm' | 'cpu', options: { threads?: number } = {}): Promise<string> {
  if (name === 'cpu') {
    await tf.setBackend('cpu');
    return 'plain JavaScript';
  }
  const threads = Math.max(1, Math.min(MAX_THREADS, options.threads ?? os.availableParallelism()));
  setWasmPaths(wasmFolder + path.sep);
  setThreadsCount(threads);
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', threads > 1 ? startThreads : stockFactory);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend of TensorFlow.js does not start in this Node.');
  releaseProcess();
  const started = getThreadsCount();
  return `SIMD, ${started} ${started === 1 ? 'thread' : 'threads'}`;
}

async function startThreads(): Promise<tf.KernelBackend> {
  const mainScript = path.join(wasmFolder, '../wasm-out/tfjs-backend-wasm-threaded-simd.js');
  const { wasmWorkerContents } = nodeRequire(mainScript.replace(/js$/, 'worker.js')) as { wasmWorkerContents: string };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tfjs-wasm-'));
  const threadScript = path.join(folder, 'thread.js');
  writeFileSync(threadScript, threadSource(wasmWorkerContents));
  // The build caps its threads at half of the cores that it sees while it starts.
  const { cpus } = os;
  os.cpus = () => Array.from({ length: 2 * MAX_THREADS }, () => cpus()[0]!);
  try {
    return await createThreadedWasm({
      createModule: nodeRequire(mainScript) as ThreadedBuild['createModule'],
      mainScript,
      threadScript,
      binary: path.join(wasmFolder, 'tfjs-backend-wasm-threaded-simd.wasm'),
    });
  } finally {
    os.cpus = cpus;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A running thread would keep Node from ending, and a tool that is done would hang. */
function releaseProcess(): void {
  const { PThread } = (tf.backend() as BackendWasm).wasm as { PThread?: { runningWorkers: Worker[] } };
  PThread?.runningWorkers.forEach((worker) => worker.unref());
}
