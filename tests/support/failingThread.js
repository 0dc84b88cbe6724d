/* global WebAssembly, process, setInterval */
/** A thread of the native kernels that fails in a way of the test's choice. Plain JavaScript: a Worker of Node loads it without a compiler. */
import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../../src/model/ops/wasm/thread.js';

const { setup, failure } = workerData;

/** Has this happen before a kernel does its first piece. */
function beforeFirstPiece(happening) {
  const { Instance } = WebAssembly;
  let happened = false;
  const wrapped =
    (work) =>
    (...values) => {
      if (!happened) {
        happened = true;
        happening();
      }
      return work(...values);
    };
  WebAssembly.Instance = function (module, imports) {
    const { exports } = new Instance(module, imports);
    return { exports: Object.fromEntries(Object.entries(exports).map(([name, work]) => [name, wrapped(work)])) };
  };
}

if (failure === 'throws at its start') throw new Error('A thread that does not start.');
if (failure === 'dies in a piece') beforeFirstPiece(() => process.exit(1));
if (failure === 'is slow') beforeFirstPiece(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000));
if (failure === 'never starts') setInterval(() => {}, 1_000_000);
else serve(setup, () => parentPort.postMessage('ready'));
