/** A thread of the native kernels (src/model/ops/wasm), for the worker that owns the wasm backend. */
import { serve, type ThreadSetup } from '../../model/ops/wasm/thread.js';

addEventListener('message', ({ data }: MessageEvent<ThreadSetup>) => serve(data, () => postMessage('ready')), {
  once: true,
});
