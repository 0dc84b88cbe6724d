/** A thread of the native kernels, in a Worker of Node. Plain JavaScript: the Worker loads it without a compiler. */
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../../src/model/ops/wasm/thread.js';

serve(workerData, () => parentPort.postMessage('ready'));
